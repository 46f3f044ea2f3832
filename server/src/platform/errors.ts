/** One field of a request that was refused: where, a stable code, and what to do about it in the user's language. */
export interface FieldFault {
  path: string;
  code: string;
  message: string;
}

/**
 * A refusal is an answer, not an accident: a status, a stable code for programs and a sentence for people.
 * Everything that is thrown and is not a Refusal is a fault of ours and becomes a plain 500.
 */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: FieldFault[] | undefined;
  readonly extra: Record<string, unknown> | undefined;

  constructor(
    status: number,
    code: string,
    detail: string,
    more: { fields?: FieldFault[]; extra?: Record<string, unknown> } = {},
  ) {
    super(detail);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.fields = more.fields;
    this.extra = more.extra;
  }
}

/** 401: nobody is signed in, or the session has ended. */
export function notSignedIn(): Refusal {
  return new Refusal(401, 'not_signed_in', '请先登录。');
}

/** 403: this account may never do this. */
export function notAllowed(detail = '您的账号没有这项权限。如确需使用，请联系本单位管理员。'): Refusal {
  return new Refusal(403, 'not_allowed', detail);
}

/** 404: it does not exist, or not for this account; both read the same so that nothing leaks. */
export function notFound(what = '内容'): Refusal {
  return new Refusal(404, 'not_found', `没有找到这项${what}，或者您无权查看。`);
}

/** 409: right request, wrong moment; `extra` carries what is the case now. */
export function conflict(code: string, detail: string, extra?: Record<string, unknown>): Refusal {
  return new Refusal(409, code, detail, extra ? { extra } : {});
}

/** 422: fields that cannot be accepted, each with its remedy. */
export function badFields(fields: FieldFault[], detail = '有内容需要修改后再提交。'): Refusal {
  return new Refusal(422, 'invalid_fields', detail, { fields });
}

/** 422 for a single field. */
export function badField(path: string, code: string, message: string): Refusal {
  return badFields([{ path, code, message }], message);
}
