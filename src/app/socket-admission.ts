import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultCode } from '../kernel/fault.ts';
import { createPace, type Rate } from './socket-pace.ts';

export interface SocketLimits {
  /** Open at once on this node, of one address, of one team. */
  node: number;
  address: number;
  team: number;
  handshakes?: Rate;
}
/** Why a socket was refused, as `zhaoshang_sockets_refused_total` counts it. */
export type RefusalReason = 'rate' | 'node' | 'address' | 'team' | 'origin';

/** An answer instead of an upgrade. */
export interface UpgradeRefusal {
  status: string;
  code: FaultCode;
  message: string;
  retryAfter?: number;
}

/** `reliability.md`: a herd comes in at 500 a second. The burst lets a node's usual sockets in at once. */
const HANDSHAKES: Rate = { burst: 10_000, perSecond: 500 };
/** A handshake waits this long for its turn, rather than be refused. */
const LONGEST_WAIT_MS = 2_000;
const FULL_SECONDS = 10;

const TOO_FAST = { status: '503 Service Unavailable', code: 'OVERLOADED', message: '连接建立过于频繁，请稍后重试' } as const;
const NODE_FULL: UpgradeRefusal = {
  status: '503 Service Unavailable',
  code: 'OVERLOADED',
  message: '此节点的连接数已满，请稍后重试',
  retryAfter: FULL_SECONDS,
};
const ADDRESS_FULL: UpgradeRefusal = {
  status: '429 Too Many Requests',
  code: 'RATE_LIMITED',
  message: '来自此地址的连接过多，请关闭不再需要的连接后重试',
  retryAfter: FULL_SECONDS,
};

/** Who may hold a socket: a place on the node and among the address's before the upgrade, one among the team's after sign-in. */
export function createSocketAdmission(limits: SocketLimits, refused: (reason: RefusalReason) => void) {
  const { burst, perSecond } = limits.handshakes ?? HANDSHAKES;
  const ofNode = createPace({ burst, perSecond });
  // Half of the node's rate, so that one sender locks nobody else out.
  const ofAddress = createPace({ burst, perSecond: perSecond / 2 });
  const [addresses, teams] = [createPlaces(limits.address), createPlaces(limits.team)];
  let open = 0;

  const turn = (address: string): number => {
    const now = performance.now();
    const waitMs = Math.max(ofNode.waitMs('', now), ofAddress.waitMs(address, now));
    if (waitMs > LONGEST_WAIT_MS) return waitMs;
    ofNode.take('', now);
    ofAddress.take(address, now);
    return waitMs;
  };
  const refuse = (reason: RefusalReason, refusal: UpgradeRefusal): UpgradeRefusal => {
    refused(reason);
    return refusal;
  };

  return {
    /** Null when the connection may be upgraded; its place is given back when it closes. */
    async enter(connection: Duplex, address: string): Promise<UpgradeRefusal | null> {
      if (open >= limits.node) return refuse('node', NODE_FULL);
      const waitMs = turn(address);
      if (waitMs > LONGEST_WAIT_MS) return refuse('rate', { ...TOO_FAST, retryAfter: Math.ceil(waitMs / 1_000) });
      if (!addresses.take(address)) return refuse('address', ADDRESS_FULL);
      open += 1;
      connection.once('close', () => {
        open -= 1;
        addresses.give(address);
      });
      if (waitMs > 0) await sleep(waitMs);
      return null;
    },
    /** False when the team has no place left. */
    seat(teamId: string): boolean {
      if (teams.take(teamId)) return true;
      refused('team');
      return false;
    },
    leave: (teamId: string): void => teams.give(teamId),
  };
}

function createPlaces(limit: number) {
  const taken = new Map<string, number>();
  return {
    take(key: string): boolean {
      const count = taken.get(key) ?? 0;
      if (count >= limit) return false;
      taken.set(key, count + 1);
      return true;
    },
    give(key: string): void {
      const count = taken.get(key)! - 1;
      if (count > 0) taken.set(key, count);
      else taken.delete(key);
    },
  };
}
