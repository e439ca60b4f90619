//! What the demo tenant's `rules` engine knows.

use bubblechat_core::tenant::Rule;

/// The answer when no pattern matches.
pub(crate) const FALLBACK: &str = "\
I am only a small demo and did not understand that. I know about:

- opening hours and where we are
- delivery, orders and returns
- watering, light and repotting
- vouchers and payment

For everything else, write to [hello@fernandfield.example](mailto:hello@fernandfield.example).";

/// Patterns with their answers; the first match wins.
pub(crate) fn rules() -> Vec<Rule> {
    ANSWERS.iter().map(|(pattern, answer)| Rule { pattern: (*pattern).into(), answer: (*answer).into() }).collect()
}

const ANSWERS: [(&str, &str); 10] = [
    (
        r"/\b(open|opening|hours?|closed?|closing|sunday|saturday)\b/",
        "\
We are open six days a week:

| Day | Hours |
| --- | --- |
| Monday | closed |
| Tuesday – Friday | 9:00 – 18:00 |
| Saturday | 9:00 – 18:00 |
| Sunday | 11:00 – 16:00 |

The greenhouse closes **30 minutes** earlier.",
    ),
    (
        r"/\b(deliver\w*|shipping|ship|postage)\b/",
        "\
Delivery costs **6.90** and is **free from 75**.

1. Order before noon, and we pack it the same day.
2. Plants travel overnight, Monday to Thursday, so that none spends a weekend in a van.
3. You get a mail with the tracking link.

Large pots come by our own van within 40 km.",
    ),
    (
        r"/\b(returns?|refunds?|exchange|damaged|broken|complain\w*)\b/",
        "\
Sorry to hear that! This is how it works:

- **Damaged on arrival:** send us a photo within 30 days and we replace the plant.
- **Changed your mind:** pots and tools come back within 30 days, unused.
- **Plants** can only be returned at the shop: they do not like the post twice.",
    ),
    (
        r"/\b(track\w*|where is my|my order|order status|order number)\b/",
        "\
Your order number is in the subject of our mail. It looks like this:

```text
FF-2026-04711
```

Open the tracking link in that mail, or send us the number at [orders@fernandfield.example](mailto:orders@fernandfield.example).",
    ),
    (
        r"/\b(voucher|gift|coupon|discount|code)\b/",
        "\
Vouchers come by mail or on seed paper. First time here? This code takes **10 %** off:

```text
HELLO-FERN-10
```

Enter it at the checkout, under *Add a code*.",
    ),
    (
        r"/\b(water\w*|fern|brown|wilt\w*|dry|dying)\b/",
        "\
Ferns like it evenly moist, never wet:

1. Put a finger 2 cm into the soil. Dry? Then water.
2. Use water at room temperature; rain water is best.
3. Empty the saucer after ten minutes.

> Brown tips usually mean dry air. A bathroom with a window is fern heaven.",
    ),
    (
        r"/\b(light|sun|sunny|shade|shady|window|repot\w*|soil|pot)\b/",
        "\
A short guide:

| Plant | Light | New pot |
| --- | --- | --- |
| Fern | shade | every 2 years |
| Monstera | bright, no sun | every 2 years |
| Cactus | full sun | every 4 years |

Take a pot **one size** larger, not more: roots rot in too much wet soil.",
    ),
    (
        r"/\b(where|address|find you|parking|directions)\b/",
        "\
**Fern & Field**, 12 Mill Lane, behind the old mill.

- Bus 7, stop *Mill Bridge*
- Ten parking places in the yard, two of them with a charger

There is a map on [our page](https://fernandfield.example/find-us).",
    ),
    (
        r"/\b(pay|payment|card|cash|invoice)\b/",
        "You can pay by **card**, **bank transfer** or, in the shop, **cash**. Invoices come by mail with the parcel.",
    ),
    (
        r"/\b(hi|hello|hey|good (morning|afternoon|evening)|thanks?|thank you)\b/",
        "Hello, and welcome to **Fern & Field**! What would you like to know? I am good at *opening hours*, *delivery* and *ferns*.",
    ),
];
