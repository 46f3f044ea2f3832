import { registerFilePolicy } from '../../platform/files/policy.ts';
import type { App } from '../../platform/http/routes.ts';
import { PageOf } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { answerPiece, returnPiece } from './commands.piece.ts';
import { READERS, SET, WORK } from './policy.ts';
import { myPieces, pieceDetail, piecesOf, seesPiece } from './queries.piece.ts';
import {
  AnswerBody,
  MineQuery,
  MyPiece,
  PieceDetail,
  PieceItem,
  PieceParams,
  PieceQuery,
  ReturnBody,
} from './schema.piece.ts';
import { DutyParams, Made, Versioned } from './schema.ts';

const tags = ['duty'];

/** What each grid does of a task: the worker's list, the answers, what is returned for rework. */
export function pieceRoutes(app: App, runtime: Runtime): void {
  registerFilePolicy(runtime, 'duty', (_, actor, subject) => seesPiece(runtime, actor, subject));
  app.route({
    method: 'GET',
    url: '/api/duty-pieces',
    config: { access: [WORK] },
    schema: {
      operationId: 'listMyDutyPieces',
      summary: '我的网格要做的，先到期的在前；带着表单，没有网络也能填',
      tags,
      querystring: MineQuery,
      response: { 200: PageOf(MyPiece) },
    },
    handler: (request) => myPieces(runtime, request.actor, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/duties/:id/pieces',
    config: { access: READERS },
    schema: {
      operationId: 'listDutyPieces',
      summary: '一项任务的每一份',
      tags,
      params: DutyParams,
      querystring: PieceQuery,
      response: { 200: PageOf(PieceItem) },
    },
    handler: (request) => piecesOf(runtime, request.actor, request.params.id, request.query),
  });
  app.route({
    method: 'GET',
    url: '/api/duty-pieces/:id',
    config: { access: READERS },
    schema: {
      operationId: 'readDutyPiece',
      summary: '一份任务和每次填报',
      tags,
      params: PieceParams,
      response: { 200: PieceDetail },
    },
    handler: (request) => pieceDetail(runtime, request.actor, request.params.id),
  });
  app.route({
    method: 'POST',
    url: '/api/duty-pieces/:id/answer',
    config: { access: [WORK] },
    schema: {
      operationId: 'answerDutyPiece',
      summary: '填报',
      tags,
      params: PieceParams,
      body: AnswerBody,
      response: { 200: Made },
    },
    handler: (request) => answerPiece(runtime, request.actor, request.params.id, request.body),
  });
  app.route({
    method: 'POST',
    url: '/api/duty-pieces/:id/return',
    config: { access: [SET] },
    schema: {
      operationId: 'returnDutyPiece',
      summary: '退回重做',
      tags,
      params: PieceParams,
      body: ReturnBody,
      response: { 200: Versioned },
    },
    handler: (request) => returnPiece(runtime, request.actor, request.params.id, request.body),
  });
}
