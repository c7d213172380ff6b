import { setupServer } from 'msw/node';
import { handlers } from './handlers';

/** server stands in for the admin API in tests. A test puts answers of its own before these with server.use. */
export const server = setupServer(...handlers);
