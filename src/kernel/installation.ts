import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Instant } from './columns.ts';

/** One row: the mark that this database belongs to an installation, and the key that tokens and cursors are sealed with. */
@Entity()
export class Installation {
  @PrimaryKey({ type: 'integer', autoincrement: false })
  id!: number;

  @Property({ type: 'text' })
  key!: string;

  @Property({ type: 'boolean' })
  isDemo!: boolean;

  @Instant()
  createdAt!: Date;
}
