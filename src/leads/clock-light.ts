import { registerEnumType } from 'type-graphql';

export enum ClockKind {
  RESPOND = 'RESPOND',
  SCREEN = 'SCREEN',
  FEEDBACK = 'FEEDBACK',
  REPORT = 'REPORT',
}
registerEnumType(ClockKind, {
  name: 'ClockKind',
  description: 'What is due on a lead (时钟类别).',
  valuesConfig: {
    RESPOND: { description: "The owning team's first act on it (首次响应)." },
    SCREEN: { description: 'To accept or decline it (完成研判).' },
    FEEDBACK: { description: 'The first report of what came of it (首次反馈).' },
    REPORT: { description: 'The next report (定期报告).' },
  },
});

export enum ClockState {
  RUNNING = 'RUNNING',
  MET = 'MET',
  STOPPED = 'STOPPED',
}
registerEnumType(ClockState, {
  name: 'ClockState',
  description: 'Whether a clock runs (时钟状态).',
  valuesConfig: {
    RUNNING: { description: 'What is due is not done yet (计时中).' },
    MET: { description: 'What was due was done, in time or late (已完成).' },
    STOPPED: { description: 'The lead ended or became a case before it was done (已终止).' },
  },
});

export enum ClockLight {
  GREEN = 'GREEN',
  AMBER = 'AMBER',
  RED = 'RED',
}
registerEnumType(ClockLight, {
  name: 'ClockLight',
  description: 'How urgent a clock is (时钟灯色).',
  valuesConfig: {
    GREEN: { description: 'There is time (绿灯).' },
    AMBER: { description: 'Most of the working time has gone by (黄灯).' },
    RED: { description: 'It is late (红灯).' },
  },
});

interface Times {
  amberAt: Date;
  dueAt: Date;
  pausedAt?: Date | null;
  metAt?: Date | null;
  stoppedAt?: Date | null;
}

/** The light at an instant; one that a contest holds, or that no longer runs, keeps the light it had then. */
export function lightAt({ amberAt, dueAt, pausedAt, metAt, stoppedAt }: Times, now: Date): ClockLight {
  const at = pausedAt ?? metAt ?? stoppedAt ?? now;
  if (at >= dueAt) return ClockLight.RED;
  return at >= amberAt ? ClockLight.AMBER : ClockLight.GREEN;
}

/** The same rule for a row `r` that no longer runs. */
export const ENDED_LIGHT_SQL = `case when coalesce(r.paused_at, r.met_at, r.stopped_at) >= r.due_at then 'RED'
  when coalesce(r.paused_at, r.met_at, r.stopped_at) >= r.amber_at then 'AMBER' else 'GREEN' end`;
