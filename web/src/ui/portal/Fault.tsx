import { Button } from 'antd-mobile';
import { sayError } from '../../api/errors.ts';

/** A list that could not be read: why, and the way to try again. */
export function Fault({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div className="hy-alert hy-fault" role="alert">
      <span>{sayError(error)}</span>
      <Button size="mini" fill="none" color="primary" onClick={onRetry}>
        重试
      </Button>
    </div>
  );
}
