import { Type } from 'typebox';
import { Point } from './schema.ts';

/** What may be corrected about a matter, with why. */
export const AmendForm = Type.Object(
  {
    category: Type.Optional(Type.String({ maxLength: 60 })),
    condition: Type.Optional(Type.String({ maxLength: 60 })),
    title: Type.Optional(Type.String({ maxLength: 80 })),
    urgent: Type.Optional(Type.Boolean()),
    point: Type.Optional(Point),
    address: Type.Optional(Type.String({ maxLength: 200 })),
    area: Type.Optional(Type.String({ maxLength: 60 })),
    reason: Type.String({ minLength: 2, maxLength: 500 }),
  },
  { additionalProperties: false },
);
