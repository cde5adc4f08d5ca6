import { type RefObject, useLayoutEffect, useState } from 'react';

/** Height from the element's top to the window's bottom, so that a list fills the screen and scrolls by itself. */
export function useFillHeight(element: RefObject<HTMLElement | null>, enabled: boolean, below = 44, minimum = 320) {
  const [height, setHeight] = useState<number>();
  useLayoutEffect(() => {
    if (!enabled) return;
    const measure = () => {
      const box = element.current?.getBoundingClientRect();
      if (box) setHeight(Math.max(minimum, window.innerHeight - (box.top + window.scrollY) - below));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [element, enabled, below, minimum]);
  return height;
}
