import { registerEnumType } from 'type-graphql';

/** The kind of project a claim is for: one group may found a plant with one team and a headquarters with another. */
export enum ClaimIntent {
  NEW_PLANT = 'NEW_PLANT',
  EXPANSION = 'EXPANSION',
  HEADQUARTERS = 'HEADQUARTERS',
  R_AND_D = 'R_AND_D',
  SERVICES = 'SERVICES',
  LOGISTICS = 'LOGISTICS',
  COMMERCE = 'COMMERCE',
  AGRICULTURE = 'AGRICULTURE',
  OTHER = 'OTHER',
}
registerEnumType(ClaimIntent, {
  name: 'ClaimIntent',
  description: 'The kind of project a claim is for (首谈项目类型).',
  valuesConfig: {
    NEW_PLANT: { description: 'A new production base (新建生产基地).' },
    EXPANSION: { description: 'More capital or capacity of a company that is here (增资扩产).' },
    HEADQUARTERS: { description: 'A headquarters of the group or of a region (总部).' },
    R_AND_D: { description: 'A centre of research and development (研发中心).' },
    SERVICES: { description: 'Services and operation (服务与运营).' },
    LOGISTICS: { description: 'Storage and logistics (仓储物流).' },
    COMMERCE: { description: 'Trade, sales and settlement (商贸与结算).' },
    AGRICULTURE: { description: 'Farming and processing of its products (农业项目).' },
    OTHER: { description: 'Another kind (其他).' },
  },
});
