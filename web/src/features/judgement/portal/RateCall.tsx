import { Button } from 'antd-mobile';
import { useNavigate } from 'react-router';
import './judgement.css';

/** Asks the caller of an answered matter how it was. */
export function RateCall({ id }: { id: string }) {
  const go = useNavigate();
  return (
    <section className="hy-card hy-rate-call">
      <p>这件事办得怎么样？请您评价。</p>
      <Button block color="primary" size="large" onClick={() => void go(`/matters/${id}/rate`)}>
        评价
      </Button>
    </section>
  );
}
