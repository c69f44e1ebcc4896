/** Words that end a noun chunk. */
const words = (list: string) => list.trim().split(/\s+/);

const FUNCTION_WORDS = words(`
  a an the this that these those such each every any some no both all most many much few several other another same own
  i we you he she it they us them our your his her its their itself themselves ourselves one ones
  who which what whose whom where when while how why whether if unless although though because since as than then thus
  hence therefore however moreover furthermore meanwhile instead otherwise also too only even still just yet already
  not nor neither either and or but so of in on at by for from to into onto with within without over under above below
  between among across through throughout during before after against about around along toward towards upon per via
  despite towards like unlike versus vs. e.g. i.e. etc. al. up down out off
  is are was were be been being am has have had having do does did done doing can could may might must shall should will
  would cannot
  more less least very quite rather almost nearly often usually always never sometimes here there
  two three four five six seven eight nine ten first second third last
  new novel good better best worse worst recent recently current existing previous prior various different significant
  extensive our effective efficient promising superior comparable competitive strong
  et first finally additionally specifically namely especially due based according respectively well
`);

/** Verbs as abstracts use them: each in its finite forms; "-ing" forms and most participles also stand in names. */
const VERB_FORMS = words(`
  achieve achieves achieved achieving address addresses addressed addressing adopt adopts adopted allow allows allowed
  analyze analyzes analyzed analyse analyses analysed apply applies applied applying argue argues argued assess assesses
  assume assumes assumed attain attains attained become becomes beat beats benchmark benchmarked benchmarks build builds
  built building call called calls capture captures captured combine combines combined combining compare compares
  compared comparing compute computes computed conduct conducts conducted consider considers considered consist consists
  construct constructs constructed contain contains contained containing contribute contributes contributed create
  creates created creating deal deals define defines defined deliver delivers delivered demonstrate demonstrates
  demonstrated demonstrating denote denoted deploy deploys deployed derive derives derived describe describes described
  describing design designed designs develop develops developed developing devise devised discuss discusses discussed
  dubbed employ employs employed employing enable enables enabled enabling enhance enhances enhanced ensure ensures
  establish establishes established evaluate evaluates evaluated evaluating examine examines examined exceed exceeds
  exceeding exhibit exhibits exploit exploits exploited exploiting explore explores explored exploring extend extends
  extended extending facilitate facilitates find finds found focus focuses focused formulate formulated gain gained
  gains generalize generalizes generate generates generated give gives given guide handle handles help helps highlight
  highlights identify identifies identified illustrate illustrates implement implements implemented implementing improve
  improves improved improving include includes included including incorporate incorporates incorporating increase
  increases increased indicate indicates integrate integrates integrated integrating introduce introduces introduced
  introducing investigate investigates investigated involve involves investigate keep keeps know known lead leads led
  learn learns learned leverage leverages leveraged leveraging make makes made making maintain maintains match matches
  measure measured mitigate mitigates motivate motivated named need needs obtain obtains obtained obtaining observe
  observed offer offers optimize optimizes optimized outperform outperforms outperformed outperforming overcome overcomes
  perform performs performed performing pose poses predict predicts predicted preserve preserves present presents
  presented presenting produce produces produced propose proposes proposed proposing prove proves provide provides
  provided providing publish published reach reaches reached reaching reduce reduces reduced reducing release releases
  released rely relies relying remain remains report reports reported require requires required requiring resolve
  resolves result results resulted resulting reveal reveals run runs running see seen seek seeks select selects selected
  serve serves set show shows showed shown showing solve solves solved solving specify study studies studied suffer
  suffers suggest suggests suggested support supports surpass surpasses surpassed surpassing tackle tackles take takes
  taken taking term termed test tested train trained trains treat treats tune tuned understand use uses used using
  utilize utilizes utilized utilizing validate validates validated validating verify verifies verified work works yield
  yields yielding yielded
`);

export const VERBS: ReadonlySet<string> = new Set(VERB_FORMS);
export const BREAKERS: ReadonlySet<string> = new Set([...FUNCTION_WORDS, ...VERB_FORMS]);
