'use strict';
// Numbers for people, as the tables print them: three digits, separators, units.
const figures = (() => {
  const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

  function number(value) {
    const size = Math.abs(value);
    if (size === 0) return '0';
    if (size < 0.001) return String(Number(value.toFixed(6)));
    if (size < 1) return value.toFixed(3);
    if (size < 9.995) return value.toFixed(2);
    if (size < 99.95) return value.toFixed(1);
    return whole.format(value);
  }

  function bytes(value) {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    let unit = 0;
    while (Math.abs(value) >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return (unit === 0 ? value.toFixed(0) : number(value)) + ' ' + units[unit];
  }

  const kinds = {
    rate: value => number(value) + '/s',
    ms: value => value >= 10000 ? number(value / 1000) + ' s' : number(value) + ' ms',
    bytes,
    percent: value => number(value) + ' %',
    count: value => whole.format(value),
    number,
  };

  // On an axis the steps are round, and a trailing .00 is noise.
  function tick(format, value) {
    if (value == null) return '';
    if (format === 'bytes') {
      return bytes(value).replace(/\.0+ /, ' ').replace(/(\.\d*?[1-9])0+ /, '$1 ');
    }
    if (format === 'ms') return value >= 1000 ? plain(value / 1000) + ' s' : plain(value) + ' ms';
    return plain(value) + (format === 'percent' ? ' %' : '');
  }

  function plain(value) {
    const size = Math.abs(value);
    if (size >= 1e6) return Number((value / 1e6).toPrecision(3)) + ' M';
    if (size >= 1e4) return Number((value / 1e3).toPrecision(3)) + ' k';
    return size >= 1000 ? whole.format(value) : String(Number(value.toPrecision(3)));
  }

  function two(value) {
    return String(Math.floor(value)).padStart(2, '0');
  }

  function time(seconds) {
    if (seconds < 120) return Number(seconds.toFixed(1)) + ' s';
    const hours = Math.floor(seconds / 3600);
    return hours > 0 ? hours + ':' + two(seconds % 3600 / 60) + ':' + two(seconds % 60) + ' h' : Math.floor(seconds / 60) + ':' + two(seconds % 60) + ' min';
  }

  // 1 / (1 - q) as the percentile that it stands for.
  function percentile(x) {
    if (x <= 1.0001) return '0 %';
    const nines = Math.max(0, Math.ceil(Math.log10(x)) - 1);
    return Number((100 * (1 - 1 / x)).toFixed(Math.max(0, nines - 1) + (x < 10 ? 0 : 1))) + ' %';
  }

  return { of: (format, value) => value == null ? '\u2013' : (kinds[format] || number)(value), tick, time, percentile, plain };
})();
