import { useRef } from 'react';
import { Icon } from './icons.tsx';
import { type PhotoItem, refuseFile, usePhotos } from './usePhotos.ts';

interface Props {
  /** Hears every change: files picked, progress, stored ids. Keep the reference stable (useCallback or a setter). */
  onChange: (items: PhotoItem[]) => void;
  max?: number;
  /** false: nothing is sent now; the outbox sends the files with the request (for reporting without signal). */
  upload?: boolean;
  label?: string;
}

/**
 * Photo first: one large field until there is a photo, then thumbnails. Sends each to POST /api/files as it is picked and
 * shows how far it is; one that failed keeps its file for 重试. Reads nothing out of the picture itself.
 */
export function PhotoInput({ onChange, max = 9, upload = true, label = '拍照或选择照片' }: Props) {
  const picker = useRef<HTMLInputElement>(null);
  const { items, add, remove, send } = usePhotos(onChange, upload);
  return (
    <div className="hy-photos">
      {items.map((item) => (
        <PhotoTile
          key={item.key}
          item={item}
          sending={upload}
          onRemove={() => remove(item.key)}
          onRetry={() => void send(item)}
        />
      ))}
      {items.length < max && (
        <button
          type="button"
          className="hy-photo hy-photo-add"
          data-first={items.length === 0}
          onClick={() => picker.current?.click()}
        >
          <Icon name="camera" />
          {items.length === 0 ? label : '再加一张'}
        </button>
      )}
      <input
        ref={picker}
        type="file"
        accept="image/jpeg,image/png,image/webp"
        multiple
        // Not the attribute: form libraries' style sheets show file fields again.
        style={{ display: 'none' }}
        data-testid="photo-input"
        onChange={(event) => {
          add([...(event.target.files ?? [])].slice(0, max - items.length));
          event.target.value = '';
        }}
      />
    </div>
  );
}

interface TileProps {
  item: PhotoItem;
  sending: boolean;
  onRemove: () => void;
  onRetry: () => void;
}

function PhotoTile({ item, sending, onRemove, onRetry }: TileProps) {
  const hopeless = refuseFile(item.file);
  return (
    <div className="hy-photo" title={item.error}>
      <img src={item.preview} alt={item.file.name} />
      {item.error && !hopeless && (
        <button type="button" className="hy-photo-note" onClick={onRetry}>
          没传上，重试
        </button>
      )}
      {hopeless && <span className="hy-photo-note">{hopeless}</span>}
      {sending && !item.stored && !item.error && (
        <span className="hy-photo-bar" style={{ width: `${item.share * 100}%` }} />
      )}
      <button type="button" className="hy-photo-x" onClick={onRemove} aria-label={`移除 ${item.file.name}`}>
        ×
      </button>
    </div>
  );
}
