import { Button } from 'antd-mobile';
import { useNavigate } from 'react-router';
import { sayError } from '../../api/errors.ts';

interface Props {
  error: unknown;
  onRetry: () => void;
  /** The fault is the whole page: offer the way out of it too, trying again may never help. */
  whole?: boolean;
}

/** What could not be read: why, and the way to try again. */
export function Fault({ error, onRetry, whole = false }: Props) {
  const go = useNavigate();
  return (
    <div className="hy-alert hy-fault" role="alert">
      <span>{sayError(error)}</span>
      <span className="hy-fault-ways">
        <Button size="mini" fill="none" color="primary" onClick={onRetry}>
          重试
        </Button>
        {whole && (
          <Button size="mini" fill="none" color="primary" onClick={() => void go('/', { replace: true })}>
            回首页
          </Button>
        )}
      </span>
    </div>
  );
}
