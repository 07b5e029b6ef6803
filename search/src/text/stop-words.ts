/**
 * English function words that carry no subject. Short on purpose (the size BM25 baselines use): words such as "first",
 * "new" or "using" stay, since a half-remembered title is often made of them.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about above after again all also am an and any are as at be because been before being below between both but ' +
    'by can cannot could did do does doing down during each either etc few for from further had has have having he her ' +
    'here hers herself him himself his how however i if in into is it its itself just me might more most must my myself ' +
    'no nor not of off on once only or other our ours ourselves out over own same shall she should so some such than ' +
    'that the their theirs them themselves then there therefore these they this those through thus to too under until ' +
    'up upon us very was we were what when where whether which while who whom whose why will with within without would ' +
    'you your yours yourself yourselves'
  ).split(' ')
)
