const main = document.getElementById("main");
const state = {query: "", kind: "all", cart: new Map()};
let leave = () => {};

const money = amount => `€ ${amount.toFixed(2)}`;
const inCart = () => [...state.cart].reduce((sum, [, count]) => sum + count, 0);
const total = () => [...state.cart].reduce((sum, [name, count]) => sum + count * GOODS.find(g => g.name === name).price, 0);

function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => box.classList.remove("shown"), 1800);
}

function change(name, by) {
  const count = (state.cart.get(name) ?? 0) + by;
  if (count > 0) state.cart.set(name, count);
  else state.cart.delete(name);
  document.getElementById("cart-count").textContent = inCart();
}

function shop() {
  const kinds = ["all", ...new Set(GOODS.map(g => g.kind))];
  main.innerHTML = `<h1>Everything for the garden</h1>
    <p class="lead">Tools that last, pots that breathe, seeds that come up. Look around, put things in the cart: none of it costs anything here.</p>
    <div class="tools"><input id="q" type="search" placeholder="Search the shop" aria-label="Search the shop">
    ${kinds.map(kind => `<button class="chip" data-kind="${kind}">${kind}</button>`).join("")}</div>
    <div class="grid" id="grid"></div>`;
  const query = main.querySelector("#q");
  query.value = state.query;
  query.oninput = () => { state.query = query.value; list(); };
  main.querySelector(".tools").onclick = event => {
    if (event.target.dataset.kind) { state.kind = event.target.dataset.kind; list(); }
  };
  main.querySelector("#grid").onclick = event => {
    const {add} = event.target.dataset;
    if (add) { change(add, 1); toast(`${add} is in the cart`); }
  };
  list();
}

function list() {
  const words = state.query.toLowerCase();
  const found = GOODS.filter(g => (state.kind === "all" || g.kind === state.kind)
    && `${g.name} ${g.text}`.toLowerCase().includes(words));
  main.querySelectorAll("[data-kind]").forEach(chip => chip.setAttribute("aria-pressed", chip.dataset.kind === state.kind));
  main.querySelector("#grid").innerHTML = found.map((g, i) => `<article class="card">${picture(g, i)}
    <b>${g.name}</b><p>${g.text}</p>
    <div class="row"><span class="price">${money(g.price)}</span><button data-add="${g.name}">Add to cart</button></div></article>`).join("")
    || '<p class="none">Nothing like that grows here.</p>';
}

function garden() {
  main.innerHTML = `<h1>Our garden, now</h1>
    <p class="lead">How moist the bed behind the shop is, and what rain it got.</p>
    <div class="panel"><svg class="chart" viewBox="0 0 640 240"></svg>
    <div class="row"><label class="check"><input type="checkbox" id="live" checked> live</label><span>Moisture: <b id="now"></b></span></div></div>`;
  const chart = gardenChart(main.querySelector("svg"));
  const tick = () => { chart.tick(); main.querySelector("#now").textContent = `${chart.latest} %`; };
  const live = main.querySelector("#live");
  const timer = setInterval(() => live.checked && tick(), 400);
  leave = () => clearInterval(timer);
  tick();
}

function checkout() {
  main.innerHTML = `<h1>Checkout</h1><p class="lead">Nothing is sold, and nothing you type here is kept in the clear: the client masks it before it leaves your browser.</p>
    <div class="two"><section class="panel"><ul class="lines" id="lines"></ul><div class="total"><span>Total</span><span id="total"></span></div></section>
    <form class="panel"><label>Name <input name="name" autocomplete="off"></label><label>E-mail <input name="email" type="email" autocomplete="off"></label>
    <label>Card number <input name="card" inputmode="numeric" autocomplete="off"></label><label>Password <input name="pw" type="password" autocomplete="off"></label>
    <label>Send it to <select name="city"><option>Oslo<option>Wien<option>東京<option>İstanbul</select></label>
    <label>A note for the gardener <textarea name="note" rows="2"></textarea></label><button>Order</button></form></div>`;
  main.querySelector("#lines").onclick = event => {
    if (event.target.dataset.less) { change(event.target.dataset.less, -1); lines(); }
  };
  main.querySelector("form").onsubmit = event => {
    event.preventDefault();
    state.cart.clear();
    change("", 0);
    main.innerHTML = '<h1 class="ok">Thank you!</h1><p class="lead">The hedgehog is on its way.</p><p><a href="#/shop">Back to the shop</a></p>';
  };
  lines();
}

function lines() {
  main.querySelector("#lines").innerHTML = [...state.cart].map(([name, count]) =>
    `<li><span>${count} × ${name}</span><button class="plain" data-less="${name}" aria-label="One less of ${name}">−</button></li>`).join("")
    || '<li>The cart is empty.</li>';
  main.querySelector("#total").textContent = money(total());
}

function route() {
  leave();
  leave = () => {};
  const page = {"#/garden": garden, "#/checkout": checkout}[location.hash] ?? shop;
  document.querySelectorAll("nav a").forEach(a => a.classList.toggle("here", a.hash === (location.hash || "#/shop")));
  page();
}

function record() {
  const script = document.createElement("script");
  script.src = `${window.SHOP.host}/static/array.js`;
  script.onload = () => window.posthog.init(window.SHOP.token, {
    api_host: window.SHOP.host,
    persistence: "localStorage",
    opt_out_useragent_filter: true,
    disable_surveys: true,
  });
  document.head.append(script);
}

addEventListener("hashchange", route);
route();
record();
