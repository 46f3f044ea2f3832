import { ShownOnce } from './ShownOnce.tsx';

interface Props {
  name: string;
  which: '前一半' | '后一半';
  half: string;
  onClose: () => void;
}

/** One half of the one-time password of a new administrator: the other one is somebody else's to tell. */
export function Half({ name, which, half, onClose }: Props) {
  return (
    <ShownOnce title={`${name} 的一次性密码（${which}）`} copied={half} kept="已记下，关闭" onClose={onClose}>
      <p className="hy-once" data-testid="half-password">
        {half}
      </p>
      <p className="hy-muted">
        只显示这一次，请当面或电话告知本人。
        {which === '前一半'
          ? '另一位管理员同意后得到后一半，由他告知本人；两半连起来才能登录。'
          : '前一半由提请人告知本人；两半连起来才能登录。'}
      </p>
    </ShownOnce>
  );
}
