import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCampaign, type Campaign } from './campaign.ts';
import { NEMESES } from './nemeses.ts';
import { createRandom, newSeed } from './random.ts';

const SPAN_MS = 2_000;
const seed = Number(process.env.FAULTS_SEED ?? newSeed());

let campaign: Campaign;
beforeAll(async () => {
  process.stderr.write(`faults: seed ${seed} (FAULTS_SEED)\n`);
  campaign = await openCampaign({
    nodes: 3,
    bus: 'nats',
    diskMib: 1_024,
    random: createRandom(seed),
    writersAPark: 2,
    pauseMs: 25,
  });
}, 240_000);
afterAll(() => campaign?.close(), 240_000);

test.each(NEMESES)(
  '$name under writers: nothing lost, doubled, out of order or told to others',
  async (nemesis) => {
    const detail = await campaign.strike(nemesis, SPAN_MS);
    const { counts, findings } = await campaign.settle();
    process.stderr.write(`${nemesis.name}: ${detail}; ${JSON.stringify(counts)} (seed ${seed})\n`);
    expect(findings.slice(0, 10)).toEqual([]);
    expect(campaign.cluster.nodes.flatMap(({ deaths }) => deaths)).toEqual([]);
    expect(counts.acked).toBeGreaterThan(0);
  },
  600_000,
);
