import { useRef, useState } from 'react';

export interface Photo {
  id: string;
  url: string;
  thumb?: string;
  note?: string;
}

/** Thumbnails in a row; a click (or Enter) opens the large picture, arrows walk, Escape closes. */
export function PhotoStrip({ photos }: { photos: Photo[] }) {
  const viewer = useRef<HTMLDialogElement>(null);
  const [at, setAt] = useState(0);
  const shown = photos[at];
  const walk = (step: number) => setAt((now) => (now + step + photos.length) % photos.length);
  const open = (index: number) => {
    setAt(index);
    viewer.current?.showModal();
  };
  if (photos.length === 0) return null;
  return (
    <div className="hy-photos">
      {photos.map((photo, index) => (
        <button
          key={photo.id}
          type="button"
          className="hy-photo"
          onClick={() => open(index)}
          aria-label={`查看第 ${index + 1} 张照片`}
        >
          <img src={photo.thumb ?? photo.url} alt={photo.note ?? `照片 ${index + 1}`} loading="lazy" />
          {photo.note && <span className="hy-photo-note">{photo.note}</span>}
        </button>
      ))}
      <dialog
        ref={viewer}
        className="hy-viewer"
        aria-label="照片"
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight') walk(1);
          if (event.key === 'ArrowLeft') walk(-1);
        }}
      >
        {shown && <img src={shown.url} alt={shown.note ?? `照片 ${at + 1}`} loading="lazy" />}
        <span className="count">{photos.length > 1 ? `${at + 1} / ${photos.length}` : ''}</span>
        {photos.length > 1 && (
          <button type="button" className="prev" onClick={() => walk(-1)} aria-label="上一张">
            ‹
          </button>
        )}
        {photos.length > 1 && (
          <button type="button" className="next" onClick={() => walk(1)} aria-label="下一张">
            ›
          </button>
        )}
        <button type="button" className="close" onClick={() => viewer.current?.close()} aria-label="关闭">
          ×
        </button>
      </dialog>
    </div>
  );
}
