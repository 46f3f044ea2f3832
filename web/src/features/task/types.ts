/** One thing to do, as GET /api/tasks sends it. */
export interface TaskRow {
  id: string;
  kind: string;
  kind_name: string;
  matter: { id: string; number: string; title: string };
  due: string | null;
  clock: string;
  clock_name: string;
}
