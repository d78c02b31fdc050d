/** From a window: its document's name and the bytes of one client message. Answered with nothing. */
export const callChannel = 'descent:call';
/** To a window: the name of the document that it is for and the bytes of one server message. */
export const pushChannel = 'descent:push';
