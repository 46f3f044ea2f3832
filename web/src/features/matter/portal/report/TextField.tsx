import { TextArea } from 'antd-mobile';
import type { TextAreaRef } from 'antd-mobile/es/components/text-area';
import type { Ref } from 'react';
import { useSuggestions } from '../catalog.ts';
import type { ReportDraft } from './draft.ts';

interface Props {
  input: Ref<TextAreaRef>;
  value: string;
  type: string | undefined;
  category: ReportDraft['category'];
  onText: (text: string) => void;
  onCategory: (category: ReportDraft['category']) => void;
  fault?: string;
  placeholder: string;
}

/** One sentence in the caller's own words; classes that fit are offered beside it, never forced. */
export function TextField({ input, value, type, category, onText, onCategory, fault, placeholder }: Props) {
  const { data } = useSuggestions(type, category ? '' : value);
  const offers = category ? [category] : (data?.items ?? []).slice(0, 4);
  return (
    <section className="hy-card" data-fault={Boolean(fault)}>
      <h2>什么事</h2>
      <TextArea
        ref={input}
        id="report-text"
        placeholder={placeholder}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={1000}
        value={value}
        onChange={onText}
      />
      {fault && (
        <p className="hy-field-fault" role="alert">
          {fault}
        </p>
      )}
      {offers.length > 0 && (
        <fieldset className="hy-chips" aria-label="可能的类别">
          {offers.map((offer) => (
            <button
              key={offer.code}
              type="button"
              className="hy-chip"
              aria-pressed={category?.code === offer.code}
              onClick={() => onCategory(category?.code === offer.code ? undefined : offer)}
            >
              {category?.code === offer.code ? `✓ ${offer.name}` : offer.name}
            </button>
          ))}
        </fieldset>
      )}
    </section>
  );
}
