// TeX to trees of MathML. A tree is [tag, attributes, children] or text; whatever is not known makes the whole formula
// null, and the page then shows its source. Work is bounded: by the tokens of a formula and by its depth.

const MATH_LENGTH = 6000;
const MATH_TOKENS = 3000;
const MATH_DEPTH = 40;

class NotKnown extends Error {}

const words = (text) => text.split(/\s+/);
const pairs = (text) => new Map(words(text).map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));

const LETTERS = pairs(
  "alpha=α beta=β gamma=γ delta=δ epsilon=ϵ varepsilon=ε zeta=ζ eta=η theta=θ vartheta=ϑ iota=ι kappa=κ lambda=λ mu=μ nu=ν " +
  "xi=ξ omicron=ο pi=π varpi=ϖ rho=ρ varrho=ϱ sigma=σ varsigma=ς tau=τ upsilon=υ phi=ϕ varphi=φ chi=χ psi=ψ omega=ω " +
  "Gamma=Γ Delta=Δ Theta=Θ Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ Upsilon=Υ Phi=Φ Psi=Ψ Omega=Ω infty=∞ ell=ℓ hbar=ℏ imath=ı jmath=ȷ " +
  "aleph=ℵ Re=ℜ Im=ℑ wp=℘ partial=∂ emptyset=∅ varnothing=∅ top=⊤ bot=⊥ angle=∠ triangle=△ degree=° square=□ Box=□ " +
  "blacksquare=■ checkmark=✓ star=⋆ bullet=• dagger=† nabla=∇ forall=∀ exists=∃ nexists=∄ ldots=… dots=… cdots=⋯ vdots=⋮ ddots=⋱ " +
  "dotsc=… dotsb=⋯ prime=′ circ=∘ clubsuit=♣ spadesuit=♠ heartsuit=♡ diamondsuit=♢");
const OPERATORS = pairs(
  "le=≤ leq=≤ leqslant=⩽ ge=≥ geq=≥ geqslant=⩾ ne=≠ neq=≠ lt=< gt=> ll=≪ gg=≫ approx=≈ sim=∼ simeq=≃ cong=≅ equiv=≡ propto=∝ " +
  "pm=± mp=∓ times=× cdot=⋅ div=÷ ast=∗ oplus=⊕ otimes=⊗ odot=⊙ ominus=⊖ setminus=∖ backslash=∖ smallsetminus=∖ in=∈ notin=∉ ni=∋ " +
  "subset=⊂ subseteq=⊆ subsetneq=⊊ supset=⊃ supseteq=⊇ cup=∪ cap=∩ uplus=⊎ sqcup=⊔ land=∧ wedge=∧ lor=∨ vee=∨ lnot=¬ neg=¬ " +
  "to=→ rightarrow=→ leftarrow=← gets=← leftrightarrow=↔ Rightarrow=⇒ Leftarrow=⇐ Leftrightarrow=⇔ implies=⟹ impliedby=⟸ iff=⟺ " +
  "longrightarrow=⟶ Longrightarrow=⟹ longleftarrow=⟵ Longleftrightarrow=⟺ mapsto=↦ longmapsto=⟼ uparrow=↑ downarrow=↓ " +
  "Uparrow=⇑ Downarrow=⇓ nearrow=↗ searrow=↘ hookrightarrow=↪ rightharpoonup=⇀ mid=∣ nmid=∤ parallel=∥ perp=⊥ vdash=⊢ models=⊨ " +
  "therefore=∴ because=∵ colon=: coloneqq=≔ prec=≺ succ=≻ preceq=⪯ succeq=⪰ lceil=⌈ rceil=⌉ lfloor=⌊ rfloor=⌋ langle=⟨ rangle=⟩ " +
  "lbrace={ rbrace=} lbrack=[ rbrack=] vert=| Vert=‖ lvert=| rvert=| lVert=‖ rVert=‖ triangleq=≜ doteq=≐ asymp=≍ wr=≀ amalg=⨿ " +
  "diamond=⋄ bigtriangleup=△ ltimes=⋉ rtimes=⋊ lhd=⊲ rhd=⊳ And=&");
const LARGE = pairs(
  "sum=∑ prod=∏ coprod=∐ bigcup=⋃ bigcap=⋂ bigoplus=⨁ bigotimes=⨂ bigvee=⋁ bigwedge=⋀ bigsqcup=⨆");
const INTEGRALS = pairs("int=∫ iint=∬ iiint=∭ oint=∮");
const FUNCTIONS = new Set(words(
  "sin cos tan cot sec csc arcsin arccos arctan arccot sinh cosh tanh coth exp log ln lg arg deg dim ker hom sgn"));
const LIMITS = new Set(words("lim max min sup inf gcd lcm det Pr argmax argmin limsup liminf"));
const SPACES = new Map([[",", ".167em"], [":", ".222em"], [">", ".222em"], [";", ".278em"], ["!", "-.167em"], [" ", ".25em"],
  ["quad", "1em"], ["qquad", "2em"], ["enspace", ".5em"], ["thinspace", ".167em"], ["medspace", ".222em"],
  ["thickspace", ".278em"], ["negthinspace", "-.167em"]]);
const ACCENTS = pairs("hat=^ widehat=^ bar=¯ vec=→ overrightarrow=→ tilde=~ widetilde=~ dot=˙ ddot=¨ check=ˇ breve=˘ overbrace=⏞");
const UNDERS = pairs("underbrace=⏟");
const TEXTS = new Set(words("text textrm textbf textit textsf texttt textnormal mbox hbox"));
const IGNORED = new Set(words("displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag hline strut mathstrut allowbreak normalsize small large"));
const BIG = new Set(words("big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm"));
const ALPHABETS = {
  mathbb: [0x1d538, 0x1d552, 0x1d7d8, { C: "ℂ", H: "ℍ", N: "ℕ", P: "ℙ", Q: "ℚ", R: "ℝ", Z: "ℤ" }],
  mathbf: [0x1d400, 0x1d41a, 0x1d7ce, {}],
  boldsymbol: [0x1d400, 0x1d41a, 0x1d7ce, {}],
  bm: [0x1d400, 0x1d41a, 0x1d7ce, {}],
  mathcal: [0x1d49c, 0x1d4b6, 0, { B: "ℬ", E: "ℰ", F: "ℱ", H: "ℋ", I: "ℐ", L: "ℒ", M: "ℳ", R: "ℛ", e: "ℯ", g: "ℊ", o: "ℴ" }],
  mathscr: [0x1d49c, 0x1d4b6, 0, { B: "ℬ", E: "ℰ", F: "ℱ", H: "ℋ", I: "ℐ", L: "ℒ", M: "ℳ", R: "ℛ", e: "ℯ", g: "ℊ", o: "ℴ" }],
  mathfrak: [0x1d504, 0x1d51e, 0, { C: "ℭ", H: "ℌ", I: "ℑ", R: "ℜ", Z: "ℨ" }],
};
const UPRIGHT = new Set(words("mathrm operatorname mathop mathsf mathtt mathit mathnormal rm"));
const ENVIRONMENTS = new Map([
  ["matrix", ["", ""]], ["pmatrix", ["(", ")"]], ["bmatrix", ["[", "]"]], ["Bmatrix", ["{", "}"]], ["vmatrix", ["|", "|"]],
  ["Vmatrix", ["‖", "‖"]], ["smallmatrix", ["", ""]], ["array", ["", ""]], ["cases", ["{", ""]], ["dcases", ["{", ""]],
  ["rcases", ["", "}"]], ["aligned", ["", ""]], ["align", ["", ""]], ["align*", ["", ""]], ["alignedat", ["", ""]], ["split", ["", ""]],
  ["gathered", ["", ""]], ["gather", ["", ""]], ["gather*", ["", ""]], ["equation", ["", ""]], ["equation*", ["", ""]],
  ["eqnarray", ["", ""]], ["eqnarray*", ["", ""]],
]);
const ALIGNED = new Set(words("aligned align align* alignedat split eqnarray eqnarray*"));
const CLOSING = new Set([")", "]", "}", "⟩", "⌉", "⌋", "|", "‖", "!"]); // a minus after one of them is between two things
const SIGNED = new Set(["−", "+", "±", "∓"]);
const THIN = ["mspace", { width: ".167em" }, []];

const row = (children) => (children.length === 1 ? children[0] : ["mrow", {}, children]);
const operator = (sign, attributes = {}) => ["mo", attributes, [sign]];

// The formula's tree, or null where something in it is not known.
function mathTree(source, display) {
  if (source.length > MATH_LENGTH) return null;
  try {
    const parser = new MathParser(mathTokens(source), display);
    const children = parser.row(new Set([null]));
    return ["math", display ? { display: "block" } : {}, [["mrow", {}, children]]];
  } catch (error) {
    if (error instanceof NotKnown) return null;
    throw error;
  }
}

function mathTokens(source) {
  const tokens = [];
  const pattern = /\\(operatorname\*|[A-Za-z]+|[\s\S])|%[^\n]*|\s+|\d+(?:\.\d+)?|[\s\S]/gu;
  for (const found of source.matchAll(pattern)) {
    if (tokens.length >= MATH_TOKENS) throw new NotKnown();
    const text = found[0];
    if (found[1] !== undefined) tokens.push({ command: found[1], text });
    else if (text.startsWith("%")) throw new NotKnown();
    else if (/^\s/.test(text)) tokens.push({ space: true, text });
    else tokens.push({ text });
  }
  return tokens;
}

class MathParser {
  constructor(tokens, display) {
    this.tokens = tokens;
    this.place = 0;
    this.depth = 0;
    this.display = display;
  }

  peek() {
    while (this.place < this.tokens.length && this.tokens[this.place].space) this.place += 1;
    return this.tokens[this.place] ?? null;
  }

  next() {
    const token = this.peek();
    this.place += 1;
    return token;
  }

  is(token, text) {
    return token !== null && token !== undefined && token.text === text;
  }

  expect(text) {
    if (!this.is(this.next(), text)) throw new NotKnown();
  }

  deeper(work) {
    this.depth += 1;
    if (this.depth > MATH_DEPTH) throw new NotKnown();
    try {
      return work();
    } finally {
      this.depth -= 1;
    }
  }

  // Atoms up to one of the closing texts (null: the end), which is not consumed.
  row(closing) {
    return this.deeper(() => {
      const atoms = [];
      for (;;) {
        const token = this.peek();
        if (token === null) {
          if (closing.has(null)) return atoms;
          throw new NotKnown();
        }
        if (closing.has(token.text)) return atoms;
        if (token.text === "}" || token.text === "&" || token.text === "\\\\" || token.command === "right" || token.command === "end") throw new NotKnown();
        const atom = this.scripted();
        if (atom === null) continue;
        const before = atoms.at(-1);
        if (SIGNED.has(atom[0][2][0]) && (before === undefined || (before[0] === "mo" && !CLOSING.has(before[2][0])))) atom[0][1].form = "prefix";
        if (atom.named && before !== undefined && before[0] !== "mo" && before[0] !== "mspace") atoms.push(THIN);
        atoms.push(...atom);
      }
    });
  }

  // An atom with its indices, powers and primes; more than one node where space belongs to it.
  scripted() {
    const token = this.peek();
    let atom = token.text === "^" || token.text === "_" || token.text === "'" ? { node: ["mrow", {}, []] } : this.atom();
    if (atom === null) return null;
    let under = null;
    let over = null;
    for (;;) {
      const mark = this.peek();
      if (mark === null) break;
      if (mark.command === "limits") {
        this.next();
        atom = { ...atom, limits: true };
      } else if (mark.command === "nolimits") {
        this.next();
        atom = { ...atom, limits: false };
      } else if (mark.text === "_") {
        if (under !== null) throw new NotKnown();
        this.next();
        under = this.argument();
      } else if (mark.text === "^") {
        if (over !== null && over[0] !== "primes") throw new NotKnown();
        this.next();
        const power = this.argument();
        over = over === null ? power : ["mrow", {}, [operator({ "′′": "″", "′′′": "‴" }[over[1]] ?? over[1]), power]];
      } else if (mark.text === "'") {
        this.next();
        if (over !== null && over[0] !== "primes") throw new NotKnown();
        over = ["primes", (over === null ? "" : over[1]) + "′"];
      } else break;
    }
    if (over !== null && over[0] === "primes") over = operator({ "′′": "″", "′′′": "‴" }[over[1]] ?? over[1]);
    let node = atom.node;
    if (under !== null || over !== null) {
      const stacked = atom.limits === true;
      const parts = [node, ...(under === null ? [] : [under]), ...(over === null ? [] : [over])];
      const kind = under !== null && over !== null ? (stacked ? "munderover" : "msubsup")
        : under !== null ? (stacked ? "munder" : "msub") : stacked ? "mover" : "msup";
      node = [kind, {}, parts];
    }
    if (!atom.named) return [node];
    const named = (nodes) => Object.assign(nodes, { named: true });
    const after = this.peek();
    const close = after === null || after.text === "(" || after.text === "[" || after.text === "{" || after.command === "left"
      || after.text === ")" || after.text === "," || after.text === "}" || BIG.has(after.command);
    return named(close ? [node] : [node, THIN]);
  }

  // What a command takes: a group or a single atom.
  argument() {
    const token = this.peek();
    if (token === null) throw new NotKnown();
    if (token.text === "{") return this.group();
    if (/^\d+$/.test(token.text) && token.text.length > 1) {
      // TeX takes one digit: x^23 is x² 3.
      this.tokens[this.place] = { ...token, text: token.text.slice(1) };
      return ["mn", {}, [token.text[0]]];
    }
    if ("^_&}'".includes(token.text) || token.text === "\\\\") throw new NotKnown();
    return this.deeper(() => {
      const atom = this.atom();
      if (atom === null) throw new NotKnown();
      return atom.node;
    });
  }

  group() {
    this.expect("{");
    const children = this.row(new Set(["}"]));
    this.expect("}");
    return row(children);
  }

  // The source between braces, as it stands.
  raw() {
    this.expect("{");
    let text = "";
    let open = 1;
    for (;;) {
      const token = this.tokens[this.place];
      if (token === undefined) throw new NotKnown();
      this.place += 1;
      if (token.text === "{") open += 1;
      if (token.text === "}") {
        open -= 1;
        if (open === 0) return text;
      }
      text += token.text;
    }
  }

  optional() {
    if (!this.is(this.peek(), "[")) return null;
    this.next();
    const children = this.row(new Set(["]"]));
    this.expect("]");
    return row(children);
  }

  delimiter() {
    const token = this.next();
    if (token === null) throw new NotKnown();
    if (token.text === ".") return "";
    if (token.command !== undefined) {
      const sign = token.command === "{" || token.command === "}" ? token.command : token.command === "|" ? "‖" : OPERATORS.get(token.command);
      if (sign === undefined) throw new NotKnown();
      return sign;
    }
    if (!"()[]|/<>".includes(token.text)) throw new NotKnown();
    return token.text === "<" ? "⟨" : token.text === ">" ? "⟩" : token.text;
  }

  atom() {
    const token = this.next();
    if (token === null) throw new NotKnown();
    if (token.command !== undefined) return this.command(token);
    const text = token.text;
    if (text === "{") {
      this.place -= 1;
      return { node: this.group() };
    }
    if (/^\d/.test(text)) {
      // 1{,}000 is one number.
      let number = text;
      while (this.tokens.slice(this.place, this.place + 3).map((each) => each.text).join("") === "{,}" && /^\d/.test(this.tokens[this.place + 3]?.text ?? "")) {
        number += "," + this.tokens[this.place + 3].text;
        this.place += 4;
      }
      return { node: ["mn", {}, [number]] };
    }
    if (/^\p{L}$/u.test(text)) return { node: ["mi", {}, [text]] };
    if (text === "-") return { node: operator("−") };
    if (text === "*") return { node: operator("∗") };
    if (text === "~") return { node: ["mspace", { width: ".333em" }, []] };
    if (text === ",") return { node: operator(",", { separator: "true" }) };
    if (text === "|") return { node: operator(text, { stretchy: "false", lspace: "0", rspace: "0" }) };
    if ("()[]".includes(text)) return { node: operator(text, { stretchy: "false" }) };
    if ("+=<>/:;.!?@\"`".includes(text) || text.codePointAt(0) > 126) return { node: operator(text) };
    throw new NotKnown();
  }

  command(token) {
    const name = token.command;
    if (LETTERS.has(name)) return { node: ["mi", /^[A-Z]/.test(name) || "∞∂∅…⋯⋮⋱°∀∃".includes(LETTERS.get(name)) ? { mathvariant: "normal" } : {}, [LETTERS.get(name)]] };
    if (OPERATORS.has(name)) {
      const sign = OPERATORS.get(name);
      return { node: operator(sign, "{}[]|‖⌈⌉⌊⌋⟨⟩".includes(sign) ? { stretchy: "false" } : {}) };
    }
    if (LARGE.has(name)) return { node: operator(LARGE.get(name), { largeop: String(this.display), movablelimits: "false" }), limits: this.display };
    if (INTEGRALS.has(name)) return { node: operator(INTEGRALS.get(name), { largeop: String(this.display) }), limits: false };
    if (FUNCTIONS.has(name)) return { node: ["mi", {}, [name]], named: true };
    if (LIMITS.has(name)) return { node: ["mi", {}, [name.replace(/^(arg|lim)(?=max|min|sup|inf)/, "$1 ")]], limits: this.display, named: true };
    if (SPACES.has(name) || /^\s$/.test(name)) return { node: ["mspace", { width: SPACES.get(name) ?? ".25em" }, []] };
    if (IGNORED.has(name)) return null;
    if (TEXTS.has(name)) return { node: this.text(name) };
    if (UPRIGHT.has(name) || name === "operatorname*") return this.upright(name);
    if (Object.hasOwn(ALPHABETS, name)) return { node: this.alphabet(ALPHABETS[name]) };
    if (BIG.has(name)) return { node: operator(this.delimiter(), { stretchy: "true", minsize: /^[bB]igg/.test(name) ? "2.4em" : "1.6em" }) };
    if (ACCENTS.has(name)) return { node: ["mover", { accent: "true" }, [this.argument(), operator(ACCENTS.get(name), { stretchy: "true" })]], limits: name === "overbrace" };
    if (UNDERS.has(name)) return { node: ["munder", {}, [this.argument(), operator(UNDERS.get(name), { stretchy: "true" })]], limits: name === "underbrace" };
    switch (name) {
      case "frac": case "dfrac": case "tfrac": case "cfrac": {
        const fraction = ["mfrac", {}, [this.argument(), this.argument()]];
        return { node: name === "dfrac" || name === "cfrac" ? ["mstyle", { displaystyle: "true" }, [fraction]] : fraction };
      }
      case "binom": case "dbinom": case "tbinom": {
        const inside = ["mfrac", { linethickness: "0" }, [this.argument(), this.argument()]];
        return { node: ["mrow", {}, [operator("("), inside, operator(")")]] };
      }
      case "sqrt": {
        const index = this.optional();
        const inside = this.argument();
        return { node: index === null ? ["msqrt", {}, [inside]] : ["mroot", {}, [inside, index]] };
      }
      case "boxed": case "fbox": return { node: ["mrow", { class: "boxed" }, [name === "fbox" ? ["mtext", {}, [this.raw()]] : this.group()]] };
      case "overline": case "underline": return { node: ["mrow", { class: name }, [this.argument()]] };
      case "overset": case "stackrel": {
        const over = this.argument();
        return { node: ["mover", {}, [this.argument(), over]] };
      }
      case "underset": {
        const under = this.argument();
        return { node: ["munder", {}, [this.argument(), under]] };
      }
      case "substack": {
        this.expect("{");
        const table = this.table(new Set(["}"]), false);
        this.expect("}");
        return { node: table };
      }
      case "pmod": return { node: ["mrow", {}, [["mspace", { width: ".5em" }, []], operator("("), ["mi", {}, ["mod"]], ["mspace", { width: ".333em" }, []], this.argument(), operator(")")]] };
      case "bmod": return { node: ["mrow", {}, [["mspace", { width: ".222em" }, []], ["mi", {}, ["mod"]], ["mspace", { width: ".222em" }, []]]] };
      case "mod": return { node: ["mrow", {}, [["mspace", { width: "1em" }, []], ["mi", {}, ["mod"]], ["mspace", { width: ".333em" }, []]]] };
      case "not": {
        const next = this.next();
        const sign = next === null ? null : next.command === undefined ? next.text : OPERATORS.get(next.command);
        if (!sign || sign.length > 1) throw new NotKnown();
        return { node: operator((sign + "\u0338").normalize("NFC")) };
      }
      case "tag": return { node: ["mrow", {}, [["mspace", { width: "2em" }, []], ["mtext", {}, [`(${this.raw()})`]]]] };
      case "left": return { node: this.fenced() };
      case "begin": return { node: this.environment() };
      case "middle": return { node: operator(this.delimiter(), { stretchy: "true", fence: "true" }) };
      case "%": case "$": case "#": case "&": case "_": return { node: ["mtext", {}, [name]] };
      case "{": case "}": return { node: operator(name, { stretchy: "false" }) };
      case "|": return { node: operator("‖", { stretchy: "false" }) };
      default: throw new NotKnown();
    }
  }

  text(name) {
    const text = this.raw();
    if (/[\\$]/.test(text)) throw new NotKnown();
    const kind = { textbf: "bold", textit: "italic", texttt: "mono" }[name];
    return ["mtext", kind ? { class: kind } : {}, [text.replace(/^ | $/g, "\u00a0")]];
  }

  upright(name) {
    if (!this.is(this.peek(), "{")) return { node: this.argument() };
    const place = this.place;
    const text = this.raw();
    if (/^[\p{L}\d\s.-]+$/u.test(text)) {
      const attributes = name === "mathit" || text.trim().length > 1 ? {} : { mathvariant: "normal" };
      return { node: ["mi", attributes, [text.trim()]], named: name.startsWith("operatorname"), limits: name === "operatorname*" && this.display };
    }
    this.place = place;
    return { node: this.group() };
  }

  alphabet([upper, lower, digits, exceptions]) {
    const place = this.place;
    const text = this.is(this.peek(), "{") ? this.raw() : this.next()?.text ?? "";
    if (!/^[A-Za-z0-9]{1,40}$/.test(text)) {
      this.place = place;
      return this.argument();
    }
    let changed = "";
    for (const letter of text) {
      const code = letter.charCodeAt(0);
      if (Object.hasOwn(exceptions, letter)) changed += exceptions[letter];
      else if (code >= 97) changed += String.fromCodePoint(lower + code - 97);
      else if (code >= 65) changed += String.fromCodePoint(upper + code - 65);
      else changed += digits ? String.fromCodePoint(digits + code - 48) : letter;
    }
    return ["mi", {}, [changed]];
  }

  fenced() {
    const left = this.delimiter();
    const children = this.row(new Set(["\\right"]));
    this.next();
    const right = this.delimiter();
    const fence = (sign, form) => (sign ? [operator(sign, { stretchy: "true", fence: "true", form })] : []);
    return ["mrow", {}, [...fence(left, "prefix"), ...children, ...fence(right, "postfix")]];
  }

  environment() {
    const name = this.raw();
    const fences = ENVIRONMENTS.get(name);
    if (fences === undefined) throw new NotKnown();
    if (name === "array" || name === "alignedat") this.raw();
    const table = this.table(new Set(["\\end"]), ALIGNED.has(name));
    this.next();
    if (this.raw() !== name) throw new NotKnown();
    if (name.includes("cases")) table[1].class = "cases";
    const fence = (sign, form) => (sign ? [operator(sign, { stretchy: "true", fence: "true", form })] : []);
    if (!fences[0] && !fences[1]) return table;
    return ["mrow", {}, [...fence(fences[0], "prefix"), table, ...fence(fences[1], "postfix")]];
  }

  table(closing, aligned) {
    return this.deeper(() => {
      const rows = [];
      let cells = [];
      const ends = new Set([...closing, "&", "\\\\"]);
      for (;;) {
        cells.push(["mtd", {}, [["mrow", {}, this.row(ends)]]]);
        const token = this.peek();
        if (this.is(token, "&")) {
          this.next();
          continue;
        }
        const ended = !this.is(token, "\\\\");
        if (!ended) {
          this.next();
          if (this.is(this.peek(), "[")) this.optional(); // extra space below the row
        }
        const empty = cells.length === 1 && cells[0][2][0][2].length === 0;
        if (!(ended && empty && rows.length)) rows.push(["mtr", {}, cells]);
        if (ended) break;
        cells = [];
      }
      return ["mtable", aligned ? { class: "aligned", displaystyle: "true" } : {}, rows];
    });
  }
}
