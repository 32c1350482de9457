import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { GraphQLError } from 'graphql';
import { fault } from '../kernel/fault.ts';
import { caseFilter, EventFilter, eventsFilter, everything, type StreamFilter } from './stream-filter.ts';
import { StreamMessage, type MessageSource } from './stream-message.ts';

/** What a subscription's operation may touch when it opens: the stream, nothing else. */
export interface StreamCtx {
  /** Joins the hub; rejects with a fault. The stream never yields: frames go straight to the socket. */
  openStream(filter: StreamFilter, after: string | null): Promise<AsyncIterable<MessageSource>>;
}
interface Opening<A> {
  args: A & { after?: string | null };
  context: StreamCtx;
}

const AFTER = 'Cursor to go on behind, from a message of this stream or `asOf` of a list; null to listen from now (起始游标).';

export const noSuchCase = (): GraphQLError => fault('NOT_FOUND', '专案不存在或不可见，请核对 caseId', { field: 'caseId' });

/** The arguments matter when the stream opens; each message is then only handed on. */
@Resolver()
export class StreamResolver {
  @Subscription(() => StreamMessage, {
    description: 'What happens in all the team may hear, narrowed by a filter (事件流).',
    subscribe: ({ args, context }: Opening<{ filter?: EventFilter | null }>) =>
      context.openStream(eventsFilter(args.filter), args.after ?? null),
  })
  events(
    @Root() message: MessageSource,
    @Arg('filter', () => EventFilter, { nullable: true, description: 'Which events; null for all (筛选).' })
    _filter?: EventFilter | null,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after?: string | null,
  ): MessageSource {
    return message;
  }

  @Subscription(() => StreamMessage, {
    description: "Everything the token's team may hear (团队动态).",
    subscribe: ({ args, context }: Opening<object>) => context.openStream(everything(), args.after ?? null),
  })
  teamFeed(
    @Root() message: MessageSource,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after?: string | null,
  ): MessageSource {
    return message;
  }

  @Subscription(() => StreamMessage, {
    description: 'What happens in one case; completes behind AccessRevoked when the team leaves it (专案动态).',
    subscribe: ({ args, context }: Opening<{ caseId: string }>) => {
      const filter = caseFilter(args.caseId);
      if (filter === null) throw noSuchCase();
      return context.openStream(filter, args.after ?? null);
    },
  })
  caseEvents(
    @Root() message: MessageSource,
    @Arg('caseId', () => ID, { description: 'Global id of the case (专案编号).' }) _caseId: string,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after?: string | null,
  ): MessageSource {
    return message;
  }
}
