// What the shop sells. Each picture is drawn from a few shapes on a ground of its own colour.
const GOODS = [
  {name: "Rake", kind: "tools", price: 34, text: "Ash handle, fourteen teeth.", hue: 90,
    shape: '<path d="M60 20v70M35 90h50M38 90v14M49 90v14M60 90v14M71 90v14M82 90v14"/>'},
  {name: "Spade", kind: "tools", price: 42, text: "Forged in one piece, for heavy ground.", hue: 30,
    shape: '<path d="M60 18v52M50 18h20"/><path class="full" d="M44 68h32v20c0 12-8 18-16 22-8-4-16-10-16-22z"/>'},
  {name: "Watering can", kind: "water", price: 29, text: "Eight litres, with a fine rose.", hue: 200,
    shape: '<path class="full" d="M40 50h42v46H40z"/><path d="M40 66 18 50M14 56l10-12M82 58c20 0 20 30 0 30"/>'},
  {name: "Secateurs", kind: "tools", price: 38, text: "Bypass blades that stay sharp.", hue: 350,
    shape: '<path d="M56 60 36 104M64 60l20 44M60 58l-12-36M60 58l14-34"/><circle cx="60" cy="60" r="5"/>'},
  {name: "Wheelbarrow", kind: "tools", price: 119, text: "Carries 85 litres without complaint.", hue: 140,
    shape: '<path class="full" d="M26 44h60l-12 34H42z"/><circle cx="42" cy="94" r="11"/><path d="M86 44h20M74 78l8 24"/>'},
  {name: "Trowel", kind: "tools", price: 12, text: "For pots and small holes.", hue: 45,
    shape: '<path d="M60 16v40"/><path class="full" d="M46 56h28l-14 48z"/>'},
  {name: "Gloves — grün", kind: "wear", price: 15, text: "Goatskin, soft from the first day.", hue: 120,
    shape: '<path class="full" d="M42 104V58l-10-14 8-6 8 12V24h9v24h3V20h9v28h3V26h9v40l-6 38z"/>'},
  {name: "Хобот", kind: "water", price: 24, text: "A hose of fifteen metres that does not kink.", hue: 220,
    shape: '<circle cx="60" cy="64" r="34"/><circle cx="60" cy="64" r="22"/><path d="M94 64v36h12"/>'},
  {name: "植木鉢", kind: "pots", price: 19, text: "Terracotta, frost-proof.", hue: 15,
    shape: '<path class="full" d="M34 44h52v14H34zM40 60h40l-6 44H46z"/>'},
  {name: "🌻 seeds", kind: "seeds", price: 4, text: "Sunflowers, taller than you.", hue: 48,
    shape: '<circle class="full" cx="60" cy="50" r="14"/><path d="M60 22v10M60 68v38M32 50h10M78 50h10M40 30l8 8M80 30l-8 8M40 70l8-8M80 70l-8-8"/>'},
  {name: "Tomato seeds", kind: "seeds", price: 3, text: "Old kinds: crooked and good.", hue: 5,
    shape: '<circle class="full" cx="60" cy="66" r="28"/><path d="M60 38c-8-10-18-8-18-8M60 38c8-10 18-8 18-8M60 38V24"/>'},
  {name: "Straw hat", kind: "wear", price: 22, text: "Shade for the whole afternoon.", hue: 55,
    shape: '<path class="full" d="M38 74c0-34 44-34 44 0z"/><path d="M16 80c20-12 68-12 88 0"/>'},
];

function picture({shape, hue}, index) {
  return `<svg viewBox="0 0 120 120" preserveAspectRatio="xMidYMid meet" aria-hidden="true">
    <defs><linearGradient id="ground${index}" x2="0" y2="1">
      <stop offset="0" stop-color="hsl(${hue} 55% 88%)"/><stop offset="1" stop-color="hsl(${hue} 45% 72%)"/>
    </linearGradient></defs>
    <rect x="-240" width="600" height="120" fill="url(#ground${index})"/>
    <g fill="none" stroke="hsl(${hue} 50% 26%)" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">
      ${shape.replaceAll('class="full"', `fill="hsl(${hue} 55% 55%)"`)}
    </g></svg>`;
}
