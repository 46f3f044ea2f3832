import { Type } from 'typebox';
import { Point } from './schema.ts';

/** How urgent a matter is: 应急 gets the shorter limits of its type, 交办 those of what a superior assigned. */
export const priorities = { ordinary: '普通', urgent: '应急', assigned: '交办' } as const;

/** What may be corrected about a matter, with why. */
export const AmendForm = Type.Object(
  {
    category: Type.Optional(Type.String({ maxLength: 60 })),
    condition: Type.Optional(Type.String({ maxLength: 60 })),
    title: Type.Optional(Type.String({ maxLength: 80 })),
    priority: Type.Optional(
      Type.Union([Type.Literal('ordinary'), Type.Literal('urgent'), Type.Literal('assigned')]),
    ),
    point: Type.Optional(Point),
    address: Type.Optional(Type.String({ maxLength: 200 })),
    area: Type.Optional(Type.String({ maxLength: 60 })),
    reason: Type.String({ minLength: 2, maxLength: 500 }),
  },
  { additionalProperties: false },
);
