const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A period as a person reads it, last day included: `1 Nov – 30 Nov (30 days)`. `end` is the day after. */
export function periodText(start: Temporal.PlainDate, end: Temporal.PlainDate): string {
  const last = end.subtract({ days: 1 });
  const days = start.until(end).days;
  const year = (date: Temporal.PlainDate) => (start.year === last.year ? '' : ` ${date.year}`);
  const day = (date: Temporal.PlainDate) => `${date.day} ${months[date.month - 1]}${year(date)}`;
  return `${day(start)} – ${day(last)} (${days} ${days === 1 ? 'day' : 'days'})`;
}
