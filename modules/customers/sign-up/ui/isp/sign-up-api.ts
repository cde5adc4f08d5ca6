import type { Control } from 'react-hook-form';
import type { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { type Duplicate, signUp } from '../../contract.ts';

export const signUpApi = clientFor(signUp, 'isp');
export type DuplicateView = View<typeof Duplicate, 'isp'>;
const schema = signUp.operations.signUp.in;
export const signUpSchema = schema;
export type SignUpInput = z.input<typeof schema>;
export type SignUpControl = Control<SignUpInput, unknown, z.output<typeof schema>>;
