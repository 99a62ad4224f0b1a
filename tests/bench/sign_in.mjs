import { staff } from '../faults/report.mjs'

/** Signs a demo account in: the cookies to send. */
export const signIn = async (url, account) => [...(await staff(url, account)).cookies].map(([k, v]) => `${k}=${v}`).join('; ')
