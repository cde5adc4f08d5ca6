import { Paperclip, X } from 'lucide-react';
import { useRef } from 'react';
import { Button, IconButton } from '#ui/base/button.tsx';

/** Up to five files to go with a message. */
export function FileChooser({ files, onChange }: { files: readonly File[]; onChange: (files: File[]) => void }) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <input
        ref={chooser}
        type="file"
        multiple
        className="hidden"
        aria-label="Choose files"
        onChange={(event) => {
          onChange([...files, ...(event.target.files ?? [])].slice(0, 5));
          event.target.value = '';
        }}
      />
      <Button icon={<Paperclip />} onClick={() => chooser.current?.click()}>
        Attach
      </Button>
      <ul className="flex flex-wrap gap-2">
        {files.map((file) => (
          <li key={file.name} className="flex items-center gap-1 rounded-md bg-sunken ps-2 text-sm">
            {file.name}
            <IconButton
              label={`Leave out ${file.name}`}
              size="sm"
              onClick={() => onChange(files.filter((one) => one !== file))}
            >
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
