import type { Static } from 'typebox';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { addUnit, changeUnit, retireUnit } from './commands.unit.ts';
import { registerAreaUses } from './queries.area.ts';
import { getUnit, listUnits, unitTree } from './queries.unit.ts';
import { IdParams } from './schema.ts';
import { AtVersion, ChangeUnit, CreateUnit, Unit, UnitPage, UnitQuery, UnitTree } from './schema.unit.ts';

const tags = ['unit'];
const MANAGE = ['account:manage'] as const;

/** What the interface calls `area_id`, the commands call `areaId`; what was not said stays unsaid. */
function namesOf<T extends { area_id?: string; parent_id?: string | null }>({
  area_id,
  parent_id,
  ...rest
}: T) {
  return { ...rest, areaId: area_id as T['area_id'], parentId: parent_id as T['parent_id'] };
}

/** Organisations. */
export function unitRoutes(app: App, runtime: Runtime): void {
  registerAreaUses(runtime);
  app.route({
    method: 'GET',
    url: '/api/units',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'listUnits',
      summary: '单位列表（供选择和管理）',
      tags,
      querystring: UnitQuery,
      response: { 200: UnitPage },
    },
    handler: ({ actor, query }) => listUnits(runtime, actor, query),
  });
  app.route({
    method: 'GET',
    url: '/api/units/tree',
    config: { access: 'signed-in' },
    schema: { operationId: 'unitTree', summary: '单位树', tags, response: { 200: UnitTree } },
    handler: ({ actor }) => unitTree(runtime, actor),
  });
  app.route({
    method: 'GET',
    url: '/api/units/:id',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'getUnit',
      summary: '一个单位',
      tags,
      params: IdParams,
      response: { 200: Unit },
    },
    handler: ({ actor, params }) => getUnit(runtime, actor, params.id),
  });
  changingRoutes(app, runtime);
}

function changingRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/units',
    config: { access: MANAGE },
    schema: {
      operationId: 'createUnit',
      summary: '新建单位',
      tags,
      body: CreateUnit,
      response: { 201: Unit },
    },
    async handler({ actor, body }, reply) {
      const { id } = await addUnit(runtime, actor, namesOf<Static<typeof CreateUnit>>(body));
      return reply.status(201).send(await getUnit(runtime, actor, id));
    },
  });
  app.route({
    method: 'PATCH',
    url: '/api/units/:id',
    config: { access: MANAGE },
    schema: {
      operationId: 'changeUnit',
      summary: '修改单位',
      tags,
      params: IdParams,
      body: ChangeUnit,
      response: { 200: Unit },
    },
    async handler({ actor, params, body }) {
      await changeUnit(runtime, actor, params.id, namesOf<Static<typeof ChangeUnit>>(body));
      return getUnit(runtime, actor, params.id);
    },
  });
  app.route({
    method: 'POST',
    url: '/api/units/:id/retire',
    config: { access: MANAGE },
    schema: {
      operationId: 'retireUnit',
      summary: '停用单位',
      tags,
      params: IdParams,
      body: AtVersion,
      response: { 200: Unit },
    },
    async handler({ actor, params, body }) {
      await retireUnit(runtime, actor, params.id, body.version);
      return getUnit(runtime, actor, params.id);
    },
  });
}
