import { useParams } from 'react-router';
import type { FormField } from '../../api/types.ts';
import { roleNames, useWhistle } from './data.ts';
import './fields.css';

interface Score {
  unit: string;
  scores: Record<string, number>;
  words?: string;
}

interface Props {
  field: FormField;
  value?: unknown;
  onChange?: (value: unknown) => void;
}

const marks = [1, 2, 3, 4, 5];

/** Rates every department that had to come: three small scales from 1 to 5, and words. */
export function ScoresField({ field, value, onChange }: Props) {
  const { id = '' } = useParams();
  const { data } = useWhistle(id);
  const given = (value as Score[] | undefined) ?? [];
  const of = (unit: string) => given.find((each) => each.unit === unit) ?? { unit, scores: {} };
  const set = (unit: string, change: Partial<Score>) => {
    const next = { ...of(unit), ...change };
    onChange?.([...given.filter((each) => each.unit !== unit), next]);
  };
  return (
    <div className="hy-scores">
      {(data?.parties ?? [])
        .filter((party) => party.ratable)
        .map(({ unit, role }) => (
          <fieldset key={unit.id}>
            <legend>
              {roleNames[role]} {unit.name}
            </legend>
            {(field.options ?? []).map((scale) => (
              <div
                key={scale.value}
                className="hy-scale"
                role="radiogroup"
                aria-label={`${unit.name} ${scale.label}`}
              >
                <span>{scale.label}</span>
                {marks.map((mark) => (
                  <label key={mark}>
                    <input
                      type="radio"
                      name={`${unit.id}${scale.value}`}
                      checked={of(unit.id).scores[scale.value] === mark}
                      onChange={() =>
                        set(unit.id, { scores: { ...of(unit.id).scores, [scale.value]: mark } })
                      }
                    />
                    {mark}
                  </label>
                ))}
              </div>
            ))}
            <input
              className="hy-score-words"
              aria-label={`对${unit.name}的评语`}
              placeholder="评语（可不填）"
              maxLength={500}
              value={of(unit.id).words ?? ''}
              onChange={(event) => set(unit.id, { words: event.target.value })}
            />
          </fieldset>
        ))}
    </div>
  );
}
