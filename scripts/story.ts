// npm run story [-- --list | <name> | all] [--data <folder>]: tells what teams do together, through the public API only.
import 'reflect-metadata';
import path from 'node:path';
import { cityDecides } from '../test/stories/city-decides.story.ts';
import { jointPromotion } from '../test/stories/joint-promotion.story.ts';
import { jointClaim } from '../test/stories/joint-claim.story.ts';
import { lapsedClaim } from '../test/stories/lapsed-claim.story.ts';
import { transferAfterRecovery } from '../test/stories/transfer-after-recovery.story.ts';
import { install } from '../test/stories/installation.ts';
import { Story } from '../test/stories/story.ts';

const STORIES = {
  'joint-promotion': jointPromotion,
  'joint-claim': jointClaim,
  'lapsed-claim': lapsedClaim,
  'transfer-after-recovery': transferAfterRecovery,
  'city-decides': cityDecides,
};

const args = process.argv.slice(2);
const dataAt = args.indexOf('--data');
const [, given] = dataAt >= 0 ? args.splice(dataAt, 2) : [];
const dataFolder = given === undefined ? undefined : path.resolve(given);
const name = args[0] ?? 'all';
if (name === '--list') {
  for (const [each, { title }] of Object.entries(STORIES)) console.log(`${each}  ${title}`);
} else if (name !== 'all' && !Object.hasOwn(STORIES, name)) {
  console.error(`没有名为 ${name} 的故事；npm run story -- --list 列出全部`);
  process.exitCode = 2;
} else {
  const chosen = Object.entries(STORIES).filter(([each]) => name === 'all' || each === name);
  const story = new Story();
  for (const [, { title, tell }] of chosen) {
    console.log(`\n《${title}》`);
    const installation = await install();
    try {
      await tell(story, installation, dataFolder);
    } finally {
      await installation.stop();
    }
  }
  console.log(`\n${story.summary()}`);
  process.exitCode = story.failed > 0 ? 1 : 0;
}
