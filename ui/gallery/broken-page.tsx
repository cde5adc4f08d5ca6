export default function BrokenPage(): never {
  throw new Error('This page breaks on purpose, to show the boundary around it.');
}
