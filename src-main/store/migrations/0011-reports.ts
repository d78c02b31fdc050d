/** Reports that users compose of text, charts and tables. Figures are not kept with them. */
export const reports = `
CREATE TABLE reports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document)),
  created_at REAL NOT NULL,
  changed_at REAL NOT NULL,
  trashed_at REAL
) STRICT;
`;
