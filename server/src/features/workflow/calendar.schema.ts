import Type from 'typebox';

const strict = { additionalProperties: false };
const Hours = Type.Array(Type.String({ maxLength: 20 }), { maxItems: 6 });

/** The shape of a calendar file (packs/…/calendars/*.yaml); the fields are told in calendar.ts. */
export const CalendarSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60, title: '名称' }),
    timezone: Type.String({ maxLength: 60, title: '时区' }),
    week: Type.Record(Type.String(), Hours, { title: '每周上班时间' }),
    national: Type.Optional(Type.Literal('CN')),
    days: Type.Optional(
      Type.Array(
        Type.Object(
          {
            date: Type.String({ maxLength: 10, title: '日期' }),
            working: Type.Boolean({ title: '是否上班' }),
            name: Type.Optional(Type.String({ maxLength: 60 })),
            hours: Type.Optional(Hours),
          },
          strict,
        ),
        { maxItems: 2000 },
      ),
    ),
    workDayEnds: Type.Optional(Type.Union([Type.Literal('same-time'), Type.Literal('closing')])),
    naturalDayBegins: Type.Optional(Type.Union([Type.Literal('at-once'), Type.Literal('opening')])),
    horizon: Type.Optional(Type.String({ maxLength: 10 })),
  },
  strict,
);
