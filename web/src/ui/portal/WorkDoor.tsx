import { RightOutline } from 'antd-mobile-icons';
import { useNavigate } from 'react-router';
import './actions.css';

/** On the page of tasks: the way to all that is asked of one's grids, which also opens without signal. The numbers are 待办's. */
export function WorkDoor({ name, to }: { name: string; to: string }) {
  const go = useNavigate();
  return (
    <button type="button" className="hy-card hy-door" onClick={() => void go(to)}>
      <strong>{name}</strong>
      <span className="hy-muted">本网格的全部，没有信号也能填</span>
      <RightOutline aria-hidden="true" />
    </button>
  );
}
