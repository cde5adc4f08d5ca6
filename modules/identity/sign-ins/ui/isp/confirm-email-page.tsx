import { ConfirmEmail } from '../confirm-email.tsx';

export default function ConfirmEmailPage() {
  return <ConfirmEmail realm="isp" />;
}
