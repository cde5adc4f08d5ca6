import { definePages, type Page, type PageDoor } from '#ui/page/pages.ts';

/** Every component in all its states; only in the dev server. */
export const galleryPages = (door: PageDoor): Page[] =>
  definePages(door, [
    {
      path: '/dev/gallery',
      title: 'Gallery',
      nav: { group: 'Development', icon: 'layers', order: 1 },
      load: () => import('./gallery-page.tsx'),
    },
  ]);
