import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Graph, layOut, NODE } from './layout.ts';

const node = (id: string, more: Partial<Graph['nodes'][number]> = {}): Graph['nodes'][number] => ({
  id,
  name: id,
  phase: 'report',
  phase_name: '上报',
  initial: false,
  terminal: false,
  ...more,
});
const edge = (from: string, to: string, name: string) => ({ from, to, action: name, name, when: null });

const graph: Graph = {
  nodes: [node('a', { initial: true }), node('b'), node('c'), node('end', { terminal: true })],
  edges: [
    edge('a', 'b', '受理'),
    edge('a', 'c', '转办'),
    edge('b', 'a', '退回'),
    edge('b', 'end', '办结'),
    edge('b', 'end', '作废'),
  ],
};

test('states stand in the column of their shortest way, ends last, and none covers another', () => {
  const { nodes, width, height } = layOut(graph);
  const at = (id: string) => nodes.find((each) => each.id === id)!;
  assert.ok(at('a').x < at('b').x && at('b').x < at('end').x);
  assert.equal(at('b').x, at('c').x);
  assert.ok(Math.abs(at('b').y - at('c').y) >= NODE.height);
  for (const each of nodes) assert.ok(each.x + NODE.width <= width && each.y + NODE.height <= height);
});

test('actions between the same two states are one line, and a line back is known as such', () => {
  const { lines } = layOut(graph);
  const line = (from: string, to: string) => lines.find((each) => each.from === from && each.to === to)!;
  assert.deepEqual(line('b', 'end').names, ['办结', '作废']);
  assert.equal(line('b', 'a').back, true);
  assert.equal(line('a', 'b').back, false);
});
