const FACTS = 'id level title stage version intent amountYuan contacts { name }';
const MESSAGE = `{
  cursor
  event {
    __typename id version maskedFields
    ... on CaseEvent { actorTeam { id } case { ${FACTS} shares { team { id } } } }
    ... on LeadEvent { actorTeam { id } lead { ${FACTS} } }
    ... on LeadRegistered { source }
    ... on LeadUpdated { changes { field was: from is: to } }
    ... on CaseUpdated { changes { field was: from is: to } }
    ... on LeadScreened { leadFrom: from }
    ... on LeadDeclined { leadFrom: from }
    ... on CaseStageMoved { caseFrom: from to }
    ... on CaseShareEvent { team { id } role grantedLevel }
    ... on CollisionEvent { collisionId otherTeam { id } lead { id } }
    ... on CollisionProbed { askingTeam { id } matchLevel lead { id } }
    ... on ActivityAdded { activity { text isPrivate } }
    ... on ContactAdded { actorTeam { id } contact { name } lead { ${FACTS} } case { ${FACTS} shares { team { id } } } }
  }
  signal { __typename ... on AccessRevoked { recordId } }
}`;
export const FEED = `subscription Feed($after: String) { stream: teamFeed(after: $after) ${MESSAGE} }`;
export const OF_CASE = `subscription OfCase($caseId: ID!, $after: String) { stream: caseEvents(caseId: $caseId, after: $after) ${MESSAGE} }`;

/** A message as it came over the wire. */
export interface Frame {
  cursor: string;
  event: ({ __typename: string; id: string; version: number | null; maskedFields: string[] } & Record<string, unknown>) | null;
  signal: { __typename: string; recordId?: string } | null;
}
/** One subscription of a team. */
export interface Stream {
  frames: Frame[];
  /** Positions of the frames, as their cursors say. */
  positions(): number[];
  hasEnded(): boolean;
}

/** A stream that its client may close. */
export interface OpenStream extends Stream {
  close(): Promise<unknown>;
}

/** Bodies are shared by many sockets: each is read once. */
export function reader() {
  const known = new WeakMap<Buffer, Frame>();
  return (body: Buffer): Frame => {
    const found = known.get(body);
    if (found) return found;
    const { payload } = JSON.parse(`{"payload":${body.toString()}`) as {
      payload: { data: { stream: Frame } | null; errors?: unknown };
    };
    if (payload.errors || !payload.data) throw new Error(`a frame with errors: ${JSON.stringify(payload)}`);
    known.set(body, payload.data.stream);
    return payload.data.stream;
  };
}
