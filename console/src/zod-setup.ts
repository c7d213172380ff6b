import { z } from 'zod';

// zod otherwise probes `new Function`, which the Content-Security-Policy reports as an attack. It must run before any schema is made.
z.config({ jitless: true });
