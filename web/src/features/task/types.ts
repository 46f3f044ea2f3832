/** One thing to do, as GET /api/tasks sends it. */
export interface TaskRow {
  id: string;
  kind: string;
  kind_name: string;
  role: string | null;
  state: string;
  unit: { id: string; name: string } | null;
  note: string | null;
  due_at: string | null;
  overdue: boolean;
  created_at: string;
  matter: {
    id: string;
    number: string;
    title: string;
    type_name: string;
    state_name: string;
    priority: string;
    /** The highest supervision card that waits for an answer. */
    card: string | null;
    area: { id: string; name: string; full_name: string };
    address: string;
    cover: string | null;
  };
}

export interface TaskCounts {
  total: number;
  items: { kind: string; kind_name: string; open: number }[];
}
