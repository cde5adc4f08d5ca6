import { useId } from 'react';
import { useWords } from '#ui/portal/words.ts';

/** Up to five photos or documents to go with a message. */
export function PhotoField({ photos, onChange }: { photos: readonly File[]; onChange: (photos: File[]) => void }) {
  const say = useWords();
  const id = useId();
  return (
    <div className="p-field">
      <label htmlFor={id}>{say('help.photo')}</label>
      <input
        id={id}
        type="file"
        multiple
        accept="image/*,application/pdf,text/plain"
        onChange={(event) => onChange([...(event.target.files ?? [])].slice(0, 5))}
      />
      {photos.length > 0 && <span className="p-quiet">{photos.map(({ name }) => name).join(', ')}</span>}
    </div>
  );
}
