import { Modal } from 'antd';
import { formula, type Scheme } from '../data.ts';

const meanings = ({ indicators }: Scheme) => {
  const terms = indicators.flatMap(({ numerator, denominator }) => [...numerator, ...denominator]);
  return [...new Map(terms.map((term) => [term.measure, term])).values()];
};

interface Props {
  scheme: Scheme;
  open: boolean;
  onClose: () => void;
}

/** 怎么算的: every formula, every count, the weights, the statistical day and where it all comes from. */
export function HowCounted({ scheme, open, onClose }: Props) {
  return (
    <Modal title={`${scheme.name}：怎么算的`} open={open} onCancel={onClose} footer={null} width={760}>
      <p>
        第 {scheme.version} 版。依据：{scheme.source}。统计日：{scheme.statistical_day}（节假日照常统计）。
        {scheme.types.length > 0 && `只考核：${scheme.types.map(({ name }) => name).join('、')}。`}
      </p>
      {scheme.score && (
        <p>
          <strong>{scheme.score.words}。</strong>依据：{scheme.score.source}。
        </p>
      )}
      <h4>指标</h4>
      <ul className="hy-formulas">
        {scheme.indicators.map((indicator) => (
          <li key={indicator.code}>
            <strong>{indicator.name}</strong> = {formula(indicator)}（
            {indicator.better === 'higher' ? '越高越好' : '越低越好'}；{indicator.source}
            {indicator.note && `；${indicator.note}`}）
          </li>
        ))}
      </ul>
      <h4>计数项</h4>
      <ul className="hy-formulas">
        {meanings(scheme).map(({ measure, name, meaning }) => (
          <li key={measure}>
            <strong>{name}</strong>：{meaning}
          </li>
        ))}
      </ul>
      <p className="hy-muted">
        经申诉批准剔除的单列为“剔除”，不进分子、分母；事后复开、剔除、时限重算会改正以往各天的数。
      </p>
    </Modal>
  );
}
