import type { components, operations } from './schema.d.ts';

/** Shapes that screens use, taken from the generated contract; only what it leaves open is spelled out here. */

/** The JSON that an operation answers with. */
export type Answer<K extends keyof operations, S extends number = 200> = operations[K]['responses'] extends {
  [status in S]: { content: { 'application/json': infer T } };
}
  ? T
  : never;

export type StoredFile = Answer<'uploadFile', 201>;
export type SessionRow = Answer<'listSessions'>['items'][number];
export type DemoInfo = Answer<'demoInfo'>;
export type DemoAccount = DemoInfo['accounts'][number];
export type MatterRow = components['schemas']['MatterItem'];
export type Account = Omit<Answer<'me'>, 'permissions' | 'demo'>;

export interface FieldFault {
  path: string;
  code: string;
  message: string;
}

export interface Problem {
  title: string;
  status: number;
  code: string;
  detail: string;
  fields?: FieldFault[];
  request_id?: string;
}

/** Who looks at the screen. A guest has no account; permissions only decide which doors are drawn. */
export interface Me {
  account: Account | null;
  permissions: string[];
  demo: boolean;
  /** The server did not answer: this is who used the device last. */
  offline?: boolean;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Point {
  lng: number;
  lat: number;
}

export interface InboxRow {
  id: string;
  title: string;
  body: string;
  subject_kind: string | null;
  subject: string | null;
  created_at: string;
  read_at: string | null;
}

export interface Unit {
  id: string;
  name: string;
}

/** One field of a form as the server sends it with a matter type or an ability (the workflow's own format). */
export interface FormField {
  name: string;
  kind:
    | 'text'
    | 'textarea'
    | 'number'
    | 'select'
    | 'unit'
    | 'units'
    | 'date'
    | 'boolean'
    | 'rating'
    | 'files'
    | 'phone'
    | 'matter'
    | 'category'
    | 'condition'
    | 'point'
    | 'area'
    | 'position'
    | 'scores';
  label: string;
  required?: boolean;
  min_length?: number;
  max_length?: number;
  min?: number;
  max?: number;
  options?: { value: string; label: string }[];
  multiple?: boolean;
  audience?: 'public' | 'internal';
  help?: string;
}

/** What one may do with a row now. Not `enabled`: `reason` says why not at this moment; `confirm` is the question to ask once. */
export interface Ability {
  action: string;
  name: string;
  enabled: boolean;
  reason: string | null;
  confirm: string | null;
  form: FormField[];
}
