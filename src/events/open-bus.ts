import type { Bus, BusOptions } from './bus.ts';

/** Opens the configured bus. It never waits for a server and never fails: a bus that is away is polling. */
export async function openBus({ bus, databaseUrl, natsUrl, onState = () => {}, onStrange }: BusOptions): Promise<Bus> {
  if (bus === 'pg') return (await import('./bus-pg.ts')).createPgBus({ url: databaseUrl, onState });
  if (bus === 'nats')
    return (await import('./bus-nats.ts')).createNatsBus({ url: natsUrl ?? 'nats://127.0.0.1:4222', onState, onStrange });
  onState(true);
  return (await import('./bus-local.ts')).createLocalBus();
}
