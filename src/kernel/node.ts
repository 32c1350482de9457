import { Field, ID, InterfaceType } from 'type-graphql';

/** Anything with a global id. Rows carry the bare uuid in `id`; the schema transform turns it into the global id. */
@InterfaceType({
  description: 'Anything with a global id (可按编号取得的对象).',
  resolveType: (value: { __typename: string }) => value.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: 'Opaque global id (全局编号).' })
  id!: string;
}
