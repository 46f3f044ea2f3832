import type { Answer } from '../../../api/types.ts';

export type Graph = Answer<'getWorkflow'>['graph'];

export interface Placed {
  id: string;
  x: number;
  y: number;
}
/** All actions that lead from one state to another, as one line. */
export interface Line {
  from: string;
  to: string;
  names: string[];
  /** Leads back to an earlier column. */
  back: boolean;
  path: string;
}

export const NODE = { width: 132, height: 44 };
const GAP = { x: 64, y: 30 };
const EDGE = 16;

/** The column of each state: how many steps the shortest way from the start takes; ends stand last. */
function columnsOf({ nodes, edges }: Graph): Map<string, number> {
  const column = new Map<string, number>();
  let now = nodes.filter((node) => node.initial).map((node) => node.id);
  for (let depth = 0; now.length > 0; depth++) {
    for (const id of now) column.set(id, depth);
    const next = edges.filter((edge) => now.includes(edge.from) && !column.has(edge.to));
    now = [...new Set(next.map((edge) => edge.to))];
  }
  const last = Math.max(0, ...column.values());
  for (const node of nodes) if (node.terminal || !column.has(node.id)) column.set(node.id, last + 1);
  return column;
}

/** Places states in columns and draws the lines between them, forward ones straight across, backward ones in a bow below. */
export function layOut(graph: Graph): { nodes: Placed[]; lines: Line[]; width: number; height: number } {
  const column = columnsOf(graph);
  const rows = Map.groupBy(graph.nodes, (node) => column.get(node.id)!);
  const most = Math.max(...[...rows.values()].map((list) => list.length));
  const height = EDGE * 2 + most * NODE.height + (most - 1) * GAP.y;
  const placed = new Map<string, Placed>();
  const order = [...rows.keys()].sort((a, b) => a - b);
  for (const [at, key] of order.entries()) {
    const list = rows.get(key)!;
    const tall = list.length * NODE.height + (list.length - 1) * GAP.y;
    for (const [row, { id }] of list.entries())
      placed.set(id, {
        id,
        x: EDGE + at * (NODE.width + GAP.x),
        y: (height - tall) / 2 + row * (NODE.height + GAP.y),
      });
  }
  const width = EDGE * 2 + order.length * NODE.width + (order.length - 1) * GAP.x;
  return { nodes: [...placed.values()], lines: linesOf(graph, placed), width, height };
}

function linesOf({ edges }: Graph, placed: Map<string, Placed>): Line[] {
  const pairs = Map.groupBy(edges, (edge) => `${edge.from} ${edge.to}`);
  return [...pairs.values()].map((list) => {
    const { from, to } = list[0]!;
    const [a, b] = [placed.get(from)!, placed.get(to)!];
    const names = [...new Set(list.map((edge) => edge.name))];
    return { from, to, names, ...curve(a, b) };
  });
}

function curve(a: Placed, b: Placed): Pick<Line, 'back' | 'path'> {
  const middle = { a: a.y + NODE.height / 2, b: b.y + NODE.height / 2 };
  if (b.x > a.x) {
    const [x1, x2] = [a.x + NODE.width, b.x - 6];
    const bend = (x2 - x1) / 2;
    return {
      back: false,
      path: `M${x1} ${middle.a} C${x1 + bend} ${middle.a} ${x2 - bend} ${middle.b} ${x2} ${middle.b}`,
    };
  }
  const same = a.x === b.x;
  const down = b.y > a.y;
  if (same) {
    const side = a.x + NODE.width;
    const bow = side + 34;
    return {
      back: !down,
      path: `M${side} ${middle.a} C${bow} ${middle.a} ${bow} ${middle.b} ${side + 6} ${middle.b}`,
    };
  }
  const [x1, x2] = [a.x + NODE.width / 2, b.x + NODE.width / 2];
  const [y1, y2] = [a.y + NODE.height, b.y + NODE.height + 6];
  const bow = Math.max(y1, y2) + 26;
  return {
    back: true,
    path: `M${x1} ${y1} C${x1} ${bow} ${x2} ${bow} ${x2} ${y2}`,
  };
}
