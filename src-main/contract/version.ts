/** Version of methods, events and protocol. It grows when a client of the one before would fail oddly. */
export const contractVersion = 1;

/** The WebSocket subprotocol by which a client names its version; a server of another one refuses it with 426. */
export const contractProtocol = `descent-contract.${contractVersion}`;

/** Version of the training spec document. A spec that names a newer one is refused. */
export const specVersion = 1;
