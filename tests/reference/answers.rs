//! What `plumbline::stats` answers to each case of `tests/data/statistics.json`, in the shape in which the case expects it. A module of
//! its own, because the same answers are worked out in WebAssembly too (`src/bin/parity.rs`) and must not differ.

use plumbline::stats::*;
use plumbline::tally::Tally;
use serde_json::{Value, json};

/// The answers of a `method` to an `input`; null where nothing answers to that name.
pub(crate) fn answer(method: &str, input: &Value) -> Value {
    let number = |key: &str| input[key].as_f64().unwrap();
    let list = |key: &str| numbers(&input[key]);
    let tally = |x: &str, n: &str| Tally { n: count(&input[n]), inadequate: count(&input[x]) };
    let tallies = || -> Vec<Tally> {
        let pairs = counts(&input["x"]).into_iter().zip(counts(&input["n"]));
        pairs.map(|(inadequate, n)| Tally { n, inadequate }).collect()
    };
    match method {
        "wilson" => {
            let tally = tally("x", "n");
            with(json!({ "p": proportion(tally) }), interval(wilson(tally, number("conf")).unwrap()))
        }
        "clopper_pearson" => interval(clopper_pearson(tally("x", "n"), number("conf")).unwrap()),
        "jeffreys" => interval(jeffreys(tally("x", "n"), number("conf")).unwrap()),
        "agresti_coull" => interval(agresti_coull(tally("x", "n"), number("conf")).unwrap()),
        "newcombe_diff" => {
            let found = newcombe_difference(tally("x1", "n1"), tally("x2", "n2"), number("conf")).unwrap();
            with(json!({ "diff": found.difference }), interval(found.interval))
        }
        "p_chart" => {
            // Months are 1-based here; without a list every month is in the baseline.
            let baseline = input.get("baseline").map(counts);
            let in_baseline =
                |place: usize| baseline.as_ref().is_none_or(|months| months.iter().any(|&m| m as usize == place + 1));
            limits(&p_chart(&tallies(), in_baseline).unwrap())
        }
        "p_prime" => {
            let screened = input["screen_mr"].as_bool().unwrap();
            match p_prime(&tallies(), |_| true, screened) {
                Some(found) => with(limits(&found.chart), json!({ "sigma_z": found.sigma_z, "z": found.z })),
                // What the p chart takes over: its centre, and a spread of nought.
                None => json!({ "cl": p_chart(&tallies(), |_| true).unwrap().centre, "sigma_z": 0.0 }),
            }
        }
        "run_rules" => marks(&list("y"), number("mean"), number("sigma")),
        "anhoej" => {
            let runs = anhoej_runs(&some(list("y")), |_| true).unwrap();
            json!({
                "median": runs.median,
                "n_obs": list("y").len(),
                "n_useful": runs.useful,
                "longest_run": runs.found.map(|found| found.longest_run),
                "longest_run_max": runs.found.map(|found| found.longest_run_limit),
                "crossings": runs.found.map(|found| found.crossings),
                "crossings_min": runs.found.map(|found| found.crossings_limit),
                "signal": runs.found.is_some_and(|found| found.signals()),
            })
        }
        "anhoej_critical" => {
            let (longest, fewest): (Vec<_>, Vec<_>) =
                counts(&input["n_useful"]).into_iter().map(|n| runs_limits(n).unwrap()).unzip();
            json!({ "longest_run_max": longest, "crossings_min": fewest })
        }
        "xmr" => {
            let baseline = input["baseline_n"].as_u64().unwrap_or(u64::MAX);
            let chart = xmr(&some(list("y")), |place| (place as u64) < baseline, input["screen_mr"].as_bool().unwrap())
                .unwrap();
            json!({ "mean": chart.centre, "lpl": chart.lower, "upl": chart.upper })
        }
        "assurance" => {
            let better = if input["improvement"] == "decrease" { Side::Below } else { Side::Above };
            let limits = Interval { lower: number("lcl"), upper: number("ucl") };
            json!({ "type": assurance(limits, number("target"), better) })
        }
        "funnel_exact" => funnel(input, "", |n| funnel_limits(n, number("theta"))),
        // The shares whose Wilson intervals touch the target are the normal limits.
        "funnel_normal" | "funnel_wilson_inverted" => {
            funnel(input, "", |n| approximate_funnel_limits(n, number("theta"), FunnelScale::Pearson, 0.0))
        }
        "funnel_arcsine" => {
            let curve = funnel_curve_of_funnelplotr(&counts(&input["n"]), number("theta"), number("tau2"));
            funnel_of(&curve, "")
        }
        "midp_binomial" => {
            let p_values = tallies().into_iter().map(|tally| funnel_tail(tally, number("theta")).mid_p);
            json!({ "p": p_values.collect::<Vec<_>>() })
        }
        "overdispersion_pearson" => {
            let theta = pooled(&tallies());
            let found = overdispersion(&tallies(), theta, FunnelScale::Pearson).unwrap();
            let test = heterogeneity(&tallies()).unwrap();
            let additive =
                funnel(input, "_additive", |n| approximate_funnel_limits(n, theta, FunnelScale::Pearson, found.tau2));
            let phi = if found.adjusts { found.phi } else { 1.0 };
            let multiplied = funnel(input, "_multiplicative", |n| multiplied_funnel_limits(n, theta, phi));
            let own = json!({
                "theta": test.rate, "z": found.z, "z_winsorised": found.z_winsorised, "phi_raw": found.phi_raw,
                "phi": found.phi, "tau2": found.tau2, "adjust": found.adjusts,
                "q_homogeneity": test.q, "p_homogeneity": test.chi_squared_p,
            });
            with(with(own, additive), multiplied)
        }
        "overdispersion_arcsine" => {
            let theta = pooled(&tallies());
            let found = overdispersion(&tallies(), theta, FunnelScale::Arcsine).unwrap();
            let own = json!({
                "theta": theta, "z": found.z, "z_winsorised": found.z_winsorised, "phi": found.phi, "tau2": found.tau2,
            });
            with(own, funnel(input, "", |n| approximate_funnel_limits(n, theta, FunnelScale::Arcsine, found.tau2)))
        }
        "dl_tau2_unwinsorised" => {
            let found = dersimonian_laird(&tallies()).unwrap();
            // I² is per cent there.
            json!({ "tau2": found.tau2, "Q": found.q, "I2": found.i2 * 100.0, "mu": found.mean })
        }
        "beta_binomial_eb" => {
            let found = partial_pooling(&tallies()).unwrap();
            let of_each = |value: fn(PooledRate) -> f64| -> Vec<_> {
                found.groups.iter().map(|group| group.map(value)).collect()
            };
            json!({
                "pooled": found.prior.is_none(),
                "mu": found.mean,
                "alpha": found.prior.map(|prior| prior.alpha),
                "beta": found.prior.map(|prior| prior.beta),
                "rho": found.prior.map(|prior| prior.correlation()),
                "loglik": found.log_likelihood,
                "post_mean": of_each(|group| group.rate),
                "post_l95": of_each(|group| group.interval.lower),
                "post_u95": of_each(|group| group.interval.upper),
            })
        }
        "cochran_armitage" => {
            let points: Vec<_> = list("score").into_iter().zip(tallies()).collect();
            let trend = cochran_armitage(&points).unwrap();
            json!({ "chisq": trend.z * trend.z, "z": trend.z, "p": trend.p_value })
        }
        "logistic_slope" => {
            let points: Vec<_> = list("t").into_iter().zip(tallies()).collect();
            let Some(fit) = logistic_slope(&points) else { return json!({ "separation": true }) };
            json!({
                "intercept": fit.intercept, "slope": fit.slope, "se": fit.standard_error, "z": fit.z, "p": fit.p_value,
                "or_per_unit": fit.odds_ratio, "or_l95": fit.odds_ratio_interval.lower,
                "or_u95": fit.odds_ratio_interval.upper, "pearson_phi": fit.dispersion,
                "quasi_se": fit.quasi_standard_error(), "deviance": fit.deviance,
            })
        }
        "p_adjust" => {
            let raw = list("p");
            let bonferroni: Vec<_> = raw.iter().map(|p| (p * raw.len() as f64).min(1.0)).collect();
            json!({ "BH": benjamini_hochberg(&raw), "holm": holm(&raw), "bonferroni": bonferroni })
        }
        "cause_shift_chisq" => {
            let causes: Vec<_> = counts(&input["before"]).into_iter().zip(counts(&input["after"])).collect();
            let shift = main_cause_shift(&causes).unwrap();
            let rows = |pairs: &[[f64; 2]]| -> Vec<Vec<f64>> {
                (0..2).map(|window| pairs.iter().map(|pair| pair[window]).collect()).collect()
            };
            json!({
                "chisq": shift.chi_squared, "df": shift.degrees, "p": shift.p_value, "cramers_v": shift.cramers_v,
                "expected": rows(&shift.expected), "std_resid": rows(&shift.residuals),
            })
        }
        "fisher_2x2" => {
            let [a, b, c, d] = ["a", "b", "c", "d"].map(|key| count(&input[key]));
            json!({ "p": fisher_two_sided(Tally { n: a + b, inadequate: a }, Tally { n: c + d, inadequate: c }) })
        }
        "agreement" => {
            let table: Vec<_> = input["table"].as_array().unwrap().iter().map(counts).collect();
            let found = agreement(&table).unwrap();
            let gwet = |found: Coefficient| json!({ "coef": found.value, "se": found.standard_error });
            let value = |kappa: Option<Coefficient>| kappa.map(|kappa| kappa.value);
            let error = |kappa: Option<Coefficient>| kappa.map(|kappa| kappa.standard_error);
            json!({
                "n": found.pairs, "percent_agreement": f64::from(found.exact) / f64::from(found.pairs),
                "kappa": value(found.kappa), "kappa_ase": error(found.kappa),
                "kappa_linear": value(found.kappa_linear), "kappa_linear_ase": error(found.kappa_linear),
                "kappa_quadratic": value(found.kappa_quadratic), "kappa_quadratic_ase": error(found.kappa_quadratic),
                "ac1": gwet(found.ac1), "ac2_linear": gwet(found.ac2_linear),
                "ac2_quadratic": gwet(found.ac2_quadratic), "ac2_ordinal": gwet(found.ac2_ordinal),
            })
        }
        "kaplan_meier" => {
            let survival = kaplan_meier(&followed(&input["time"], &input["event"]), 0.95).unwrap();
            let on_log = kaplan_meier_on(SurvivalScale::Log, &followed(&input["time"], &input["event"]), 0.95).unwrap();
            let at: Vec<_> = counts(&input["at"]).into_iter().map(|time| survival.at(time)).collect();
            let of_each = |value: fn(&SurvivalStep) -> f64| survival.steps.iter().map(value).collect::<Vec<_>>();
            json!({
                "n": survival.steps.first().map(|step| step.at_risk),
                "events": survival.steps.iter().map(|step| step.ended).sum::<u32>(),
                "median": survival.median,
                "median_l95_loglog": survival.median_lower,
                "median_u95_loglog": survival.median_upper,
                "median_l95_log": on_log.median_lower,
                "median_u95_log": on_log.median_upper,
                "surv_at": at.iter().map(|at| at.0).collect::<Vec<_>>(),
                "surv_l95_loglog": at.iter().map(|at| at.1.map(|i| i.lower)).collect::<Vec<_>>(),
                "surv_u95_loglog": at.iter().map(|at| at.1.map(|i| i.upper)).collect::<Vec<_>>(),
                "times": of_each(|step| step.time.into()),
                "surv": of_each(|step| step.survival),
                "n_risk": of_each(|step| step.at_risk.into()),
            })
        }
        "logrank" => {
            let (a, b) = (followed(&input["time1"], &input["event1"]), followed(&input["time2"], &input["event2"]));
            let test = log_rank(&a, &b).unwrap();
            json!({ "chisq": test.chi_squared, "p": test.p_value, "obs": test.observed, "exp": test.expected })
        }
        "bernoulli_cusum" => {
            let inadequate: Vec<_> = counts(&input["y"]).into_iter().map(|y| y == 1).collect();
            let chart = bernoulli_cusum(&inadequate, number("p0"), number("or"), number("limit")).unwrap();
            json!({
                "up": chart.up, "down": chart.down,
                "signal_up": chart.signals_up, "signal_down": chart.signals_down,
            })
        }
        "beyond_the_cases" => beyond_the_cases(&tallies()),
        _ => Value::Null,
    }
}

/// What no case of the file asks for, of one set of tallies: only to be the same everywhere.
fn beyond_the_cases(tallies: &[Tally]) -> Value {
    let (first, last) = (tallies.first().copied().unwrap(), tallies.last().copied().unwrap());
    let role = |place| if place == 1 { Role::Excluded } else { Role::Baseline };
    let weighted: Vec<_> = tallies.iter().zip(1..).map(|(&tally, weight)| (tally, f64::from(weight))).collect();
    json!({
        "heterogeneity": heterogeneity(tallies),
        "spread": spread(tallies, 0.95),
        "phases": p_chart_in_phases(tallies, &[tallies.len() / 2], role, TwoInThree::From2023),
        "leave_one_out": leave_one_out(tallies),
        "standardised": standardised_rate(&weighted, 0.95),
        "causes": cause_changes(&[(first, last), (last, first)], 0.95),
        "audits_in_each": audits_in_each(0.33, 0.18, 0.05, 0.8),
        "audits_until_told": audits_until_told(first, 0.07, 0.05, 0.5),
        "power": power_against_the_rest(last.n, first, 0.05, 2.0),
        "normal": [normal_quantile(0.001), normal_two_sided(2.5), chi_squared_at_least(9.5, 3.0), beta_quantile(0.025, 0.7, 30.0)],
    })
}

fn count(value: &Value) -> u32 {
    u32::try_from(value.as_u64().unwrap()).unwrap()
}

fn counts(values: &Value) -> Vec<u32> {
    values.as_array().unwrap().iter().map(count).collect()
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn some(values: Vec<f64>) -> Vec<Option<f64>> {
    values.into_iter().map(Some).collect()
}

fn followed(times: &Value, events: &Value) -> Vec<Followed> {
    let pairs = counts(times).into_iter().zip(counts(events));
    pairs.map(|(time, event)| Followed { time, ended: event == 1 }).collect()
}

fn pooled(tallies: &[Tally]) -> f64 {
    p_chart(tallies, |_| true).unwrap().centre
}

/// Both objects' fields.
fn with(mut a: Value, b: Value) -> Value {
    a.as_object_mut().unwrap().extend(b.as_object().unwrap().clone());
    a
}

fn interval(interval: Interval) -> Value {
    json!({ "lower": interval.lower, "upper": interval.upper })
}

fn limits(chart: &PChart) -> Value {
    let of_each = |value: fn(PPoint) -> f64| chart.points.iter().map(|point| point.map(value)).collect::<Vec<_>>();
    json!({
        "cl": chart.centre, "y": of_each(|p| p.proportion), "lcl3": of_each(|p| p.lower3),
        "lcl2": of_each(|p| p.lower2), "ucl2": of_each(|p| p.upper2), "ucl3": of_each(|p| p.upper3),
    })
}

fn funnel(input: &Value, ending: &str, limits: impl Fn(u32) -> FunnelLimits) -> Value {
    funnel_of(&counts(&input["n"]).into_iter().map(limits).collect::<Vec<_>>(), ending)
}

fn funnel_of(limits: &[FunnelLimits], ending: &str) -> Value {
    let of_each = |value: fn(&FunnelLimits) -> f64| limits.iter().map(value).collect::<Vec<_>>();
    json!({
        format!("l95{ending}"): of_each(|l| l.lower95), format!("u95{ending}"): of_each(|l| l.upper95),
        format!("l998{ending}"): of_each(|l| l.lower998), format!("u998{ending}"): of_each(|l| l.upper998),
    })
}

fn marks(values: &[f64], centre: f64, sigma: f64) -> Value {
    let limit = |sigmas: f64| centre + sigmas * sigma;
    let point = |&value: &f64| {
        Some(RulePoint {
            value,
            centre,
            lower2: limit(-2.0),
            upper2: limit(2.0),
            lower3: limit(-3.0),
            upper3: limit(3.0),
        })
    };
    let series: Vec<_> = values.iter().map(point).collect();
    let places = |definition, of: fn(&Marks) -> Option<Side>| -> Vec<usize> {
        let marks = run_rules(&series, definition);
        marks.iter().enumerate().filter(|(_, marks)| of(marks).is_some()).map(|(place, _)| place).collect()
    };
    json!({
        "outside": places(TwoInThree::From2023, |marks| marks.astronomical),
        "shift7": places(TwoInThree::From2023, |marks| marks.shift),
        "trend7": places(TwoInThree::From2023, |marks| marks.trend),
        "two_of_three_mdc2023": places(TwoInThree::From2023, |marks| marks.two_in_three),
        "two_of_three_mdc2018": places(TwoInThree::From2018, |marks| marks.two_in_three),
    })
}
