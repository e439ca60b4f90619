/** Below this, two decimals would leave nothing of an amount. */
const SMALL = 0.1;

/** Writes an amount in units of a currency (ISO 4217): `$18.40`, and `$0.0041` if it is small. */
export function moneyIn(currency: string): (amount: number) => string {
  const style = { style: 'currency', currency } as const;
  const usual = new Intl.NumberFormat('en', style);
  const small = new Intl.NumberFormat('en', { ...style, maximumSignificantDigits: 2 });
  return (amount) => (amount > 0 && amount < SMALL ? small : usual).format(amount);
}
