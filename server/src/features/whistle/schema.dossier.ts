import { type Static, Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';
import { WhistleDetail } from './schema.ts';

const Moment = Type.String({ format: 'date-time' });

/** Everything about a whistle (一哨一档). */
export const Dossier = Type.Object(
  {
    whistle: WhistleDetail,
    centre: Type.String(),
    photos: Type.Array(Type.Object({ id: Type.String(), url: Type.String(), thumb_url: Type.String() }), {
      description: '吹哨时的照片',
    }),
    clocks: Type.Array(
      Type.Object({
        name: Type.String(),
        started_at: Moment,
        due_at: Moment,
        stopped_at: Nullable(Moment),
        late: Type.Boolean(),
        why: Type.String(),
      }),
    ),
    story: Type.Array(
      Type.Object({
        seq: Type.Integer(),
        name: Type.String(),
        at: Moment,
        by: Type.String(),
        words: Type.String(),
        hash: Type.String(),
      }),
    ),
    chain: Type.Object(
      {
        events: Type.Integer({ description: '全部事件数' }),
        last: Type.String({ description: '最后一条事件的散列值' }),
        broken: Nullable(Type.Integer({ description: '首个对不上的事件序号；空为全部核验通过' })),
      },
      { title: '事件链核验' },
    ),
    sketch: Type.String({ description: '到场位置示意图，SVG' }),
    made_at: Moment,
  },
  { $id: 'WhistleDossier' },
);
export type DossierData = Static<typeof Dossier>;
