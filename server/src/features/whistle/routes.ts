import { Type } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import { PageOf, PageQuery } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { registerKeeper, registerStory } from '../matter/index.ts';
import { blow } from './commands.blow.ts';
import { addMembers, noteMember } from './commands.member.ts';
import { keepWhistle } from './keeper.ts';
import { BLOW, READERS, TYPE } from './policy.ts';
import { whistleDetail } from './queries.detail.ts';
import { listWhistles } from './queries.list.ts';
import { BlowBody, MemberBody, WhistleDetail, WhistleItem } from './schema.ts';

const Id = Type.Object({ id: Type.String({ format: 'uuid', title: '哨' }) });

const WORDS = {
  names: {
    muster: '力量编组',
    'muster-arrived': '力量到场',
    dossier: '下载档案',
    'parent-ended': '关联事项已结束',
  },
  labels: {
    members: '力量',
    distance: '距现场',
    acted_at: '到场时间',
    far: '超出到场范围',
    late: '迟到',
    hash: '核验至',
  },
};

function blowRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/whistles',
    config: { access: [BLOW] },
    schema: {
      operationId: 'blowWhistle',
      summary: '吹哨：召集部门到场',
      tags: ['whistle'],
      body: BlowBody,
      response: { 200: WhistleDetail, 201: WhistleDetail },
    },
    async handler(request, reply) {
      const { id, repeated } = await blow(runtime, request.actor, request.body);
      return reply.status(repeated ? 200 : 201).send(await whistleDetail(runtime, request.actor, id));
    },
  });
  app.route({
    method: 'POST',
    url: '/api/whistles/:id/members',
    config: { access: [BLOW, 'matter:dispatch'] },
    schema: {
      operationId: 'musterPeople',
      summary: '力量编组：召集部门之外的力量',
      tags: ['whistle'],
      params: Id,
      body: Type.Object(
        {
          members: Type.Array(MemberBody, { minItems: 1, maxItems: 30, title: '力量' }),
        },
        { additionalProperties: false },
      ),
      response: { 200: WhistleDetail },
    },
    async handler(request) {
      await addMembers(runtime, request.actor, request.params.id, request.body.members);
      return whistleDetail(runtime, request.actor, request.params.id);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/whistles/:id/members/:member/arrival',
    config: { access: [BLOW, 'matter:dispatch'] },
    schema: {
      operationId: 'noteMemberArrival',
      summary: '记下一支力量已到场',
      tags: ['whistle'],
      params: Type.Object({
        id: Type.String({ format: 'uuid', title: '哨' }),
        member: Type.String({ format: 'uuid', title: '力量' }),
      }),
      response: { 200: WhistleDetail },
    },
    async handler(request) {
      await noteMember(runtime, request.actor, request.params.id, request.params.member);
      return whistleDetail(runtime, request.actor, request.params.id);
    },
  });
}

/** Whistles: blown, listed, read; what departments do goes through the matter's actions. */
export function whistleRoutes(app: App, runtime: Runtime): void {
  registerKeeper(runtime, TYPE, keepWhistle);
  registerStory(runtime, WORDS);
  blowRoutes(app, runtime);
  app.route({
    method: 'GET',
    url: '/api/whistles',
    config: { access: READERS },
    schema: {
      operationId: 'listWhistles',
      summary: '吹哨列表：辖区的、召我单位的、我吹的',
      tags: ['whistle'],
      querystring: Type.Object({
        side: Type.Optional(
          Type.Union([Type.Literal('area'), Type.Literal('unit'), Type.Literal('whistler')], {
            title: '范围',
            description: 'area 辖区的，unit 召我单位的，whistler 我吹的',
          }),
        ),
        kind: Type.Optional(Type.String({ maxLength: 60, title: '种类' })),
        state: Type.Optional(Type.String({ maxLength: 40, title: '状态' })),
        open: Type.Optional(Type.Boolean({ title: '未办结' })),
        parent: Type.Optional(Type.String({ format: 'uuid', title: '为哪件事项' })),
        ...PageQuery,
      }),
      response: { 200: PageOf(WhistleItem) },
    },
    handler: (request) => listWhistles(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/whistles/:id',
    config: { access: READERS },
    schema: {
      operationId: 'readWhistle',
      summary: '一个哨：谁被召集、谁已到场、结果与评价',
      tags: ['whistle'],
      params: Id,
      response: { 200: WhistleDetail },
    },
    handler: (request) => whistleDetail(runtime, request.actor, request.params.id),
  });
}
