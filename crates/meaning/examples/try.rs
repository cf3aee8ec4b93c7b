//! scratch
use skorowidz_meaning::*;
use std::time::Instant;
fn main() {
    let mut args = std::env::args().skip(1);
    let source = args.next().unwrap();
    let target = std::path::Path::new("/tmp/enc-scratch/e5.meaning");
    if !target.exists() {
        let t = Instant::now();
        println!("{:?} {:?}", import(source.as_ref(), target).unwrap(), t.elapsed());
    }
    let t = Instant::now();
    let mut model = Model::open(target).unwrap();
    println!("open {:?} memory {}", t.elapsed(), model.memory());
    for line in std::fs::read_to_string("/proc/self/status")
        .unwrap()
        .lines()
        .filter(|l| l.starts_with("VmHWM") || l.starts_with("VmRSS"))
    {
        println!("{line}");
    }
    let text = "Strefa płatnego parkowania obejmuje ulice w centrum miasta. Opłaty pobiera się od poniedziałku do piątku w godzinach od 8 do 18. Mieszkańcy mogą wykupić abonament, który uprawnia do parkowania w wyznaczonych sektorach. Wniosek składa się w urzędzie albo przez internet, a opłatę uiszcza się przelewem lub w kasie urzędu.";
    println!("tokens {}", model.token_count(text));
    for set in Model::instruction_sets() {
        model = model.with_instruction_set(set);
        let texts = vec![text; 16];
        let n = model.token_count(text) * texts.len();
        let mut best = f64::MAX;
        let mut bestq = f64::MAX;
        for _ in 0..5 {
            let t = Instant::now();
            std::hint::black_box(model.encode_passages(&texts));
            best = best.min(t.elapsed().as_secs_f64());
            let t = Instant::now();
            std::hint::black_box(
                model
                    .encode_query("gdzie mogę zaparkować samochód w centrum miasta w sobotę wieczorem i ile"),
            );
            bestq = bestq.min(t.elapsed().as_secs_f64());
        }
        println!(
            "{set}: {:.4} ms/token, query {:.2} ms ({} tokens) first {:?}",
            best * 1e3 / n as f64,
            bestq * 1e3,
            model.token_count("gdzie mogę zaparkować samochód w centrum miasta w sobotę wieczorem i ile"),
            &model.encode_passages(&[text])[0][..4]
        );
    }
}
