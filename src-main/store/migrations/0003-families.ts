/** Runs that are averaged. A family lasts as long as one of its runs. */
export const families = `
CREATE TABLE families (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
  kind TEXT NOT NULL CHECK (kind IN ('folds', 'seeds')),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  size INTEGER NOT NULL CHECK (size >= 2),
  spec TEXT NOT NULL CHECK (json_valid(spec)),
  created_at REAL NOT NULL
) STRICT;

ALTER TABLE runs ADD COLUMN family_id INTEGER REFERENCES families (id) ON DELETE SET NULL;
-- Counted from 0; set exactly where family_id is.
ALTER TABLE runs ADD COLUMN family_place INTEGER CHECK (family_place >= 0);
CREATE UNIQUE INDEX runs_by_family ON runs (family_id, family_place) WHERE family_id IS NOT NULL;
`;
